use eas::{ProtocolVersion, Retry, UserInformation};

use crate::support::{answer_xml, asks_bytes};

#[test]
fn it_asks_for_the_addresses() {
    for version in ProtocolVersion::ALL {
        asks_bytes(&UserInformation, version, "03 01 6A 00  00 12  45 5D 07 01 01");
    }
}

#[tokio::test]
async fn addresses_of_14_0_stand_under_get() {
    let body = r#"<Settings xmlns="Settings"><Status>1</Status><UserInformation><Status>1</Status><Get>
        <EmailAddresses><SMTPAddress>bob@example.test</SMTPAddress><SMTPAddress>bobby@example.test</SMTPAddress></EmailAddresses>
        </Get></UserInformation></Settings>"#;
    let reply = answer_xml(&UserInformation, ProtocolVersion::V14_0, body, false).await.unwrap();
    assert_eq!(reply.addresses, ["bob@example.test", "bobby@example.test"]);
    assert_eq!(reply.primary, None);
}

#[tokio::test]
async fn addresses_of_14_1_stand_in_accounts() {
    // As SOGo sends it, without an inner Status.
    let body = r#"<Settings xmlns="Settings"><Status>1</Status><UserInformation><Get><Accounts>
        <Account><UserDisplayName>Bob Example</UserDisplayName>
            <EmailAddresses><SMTPAddress>Bob@Example.test</SMTPAddress><SMTPAddress>bobby@example.test</SMTPAddress>
            <PrimarySmtpAddress>bob@example.test</PrimarySmtpAddress></EmailAddresses></Account>
        <Account><EmailAddresses><PrimarySmtpAddress>second@example.test</PrimarySmtpAddress></EmailAddresses></Account>
        </Accounts></Get></UserInformation></Settings>"#;
    let reply = answer_xml(&UserInformation, ProtocolVersion::V16_1, body, false).await.unwrap();
    assert_eq!(
        reply.addresses,
        ["bob@example.test", "bobby@example.test", "second@example.test"],
        "each once"
    );
    assert_eq!(reply.primary.as_deref(), Some("bob@example.test"));
    assert_eq!(reply.display_name.as_deref(), Some("Bob Example"));
    assert!(!format!("{reply:?}").contains("bob"), "addresses stay out of logs");
}

#[tokio::test]
async fn a_status_counts_at_both_levels() {
    for (code, retry) in
        [(2, Retry::Permanent), (3, Retry::Permanent), (4, Retry::LATER), (142, Retry::Provision)]
    {
        for body in [
            format!(r#"<Settings xmlns="Settings"><Status>{code}</Status></Settings>"#),
            format!(
                r#"<Settings xmlns="Settings"><Status>1</Status><UserInformation><Status>{code}</Status></UserInformation></Settings>"#
            ),
        ] {
            let error = answer_xml(&UserInformation, ProtocolVersion::V14_1, &body, false).await.unwrap_err();
            assert_eq!(error.retry(), retry, "{body}");
        }
    }
}
