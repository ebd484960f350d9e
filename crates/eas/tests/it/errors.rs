//! Whether a failed request may be asked again, and whether it may have been acted on.

use eas::{CommonStatus, HttpError, ProtocolError, Retry, SyncStatus, TransportError};

#[test]
fn only_what_never_left_is_certain_not_to_have_arrived() {
    let host = || "mail.example.test".to_owned();
    let detail = || "detail".to_owned();
    let cases = [
        (TransportError::Resolve { host: host(), detail: detail() }, Retry::Network, false),
        (TransportError::Connect { host: host(), detail: detail() }, Retry::Network, false),
        (TransportError::Tls { host: host(), detail: detail() }, Retry::Network, false),
        (TransportError::Insecure(host()), Retry::Permanent, false),
        (TransportError::Request(detail()), Retry::Permanent, false),
        (TransportError::Timeout, Retry::Network, true),
        (TransportError::Interrupted(detail()), Retry::Network, true),
        (TransportError::TooLarge { limit: 1 }, Retry::Permanent, true),
    ];
    for (error, retry, may_have_arrived) in cases {
        assert_eq!(error.may_have_arrived(), may_have_arrived, "{error}");
        let error = ProtocolError::from(error);
        assert_eq!((error.retry(), error.may_have_arrived()), (retry, may_have_arrived), "{error}");
    }
}

#[test]
fn every_common_status_means_the_same_in_every_command() {
    for common in CommonStatus::ALL {
        let status = SyncStatus(common.number());
        assert_eq!((status.retry(), status.name()), (common.retry(), common.name()));
    }
}

#[test]
fn an_unknown_status_is_the_items_fault_below_100_and_the_accounts_above() {
    assert_eq!(SyncStatus(99).known(), None);
    assert_eq!(SyncStatus(99).retry(), Some(Retry::Permanent));
    assert_eq!(SyncStatus(157).retry(), Some(Retry::LATER));
    assert_eq!(SyncStatus(u16::MAX).retry(), Some(Retry::LATER));
}

#[test]
fn a_full_mailbox_is_known_in_each_of_its_words() {
    let status = |code| SyncStatus(code).check("Sync").unwrap_err();
    assert!(ProtocolError::from(HttpError::MailboxFull).is_mailbox_full());
    assert!(status(113).is_mailbox_full() && status(115).is_mailbox_full());
    assert!(!status(114).is_mailbox_full() && !ProtocolError::from(HttpError::Forbidden).is_mailbox_full());
}
