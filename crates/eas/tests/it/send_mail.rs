use eas::{ProtocolVersion, Retry, SendMail, Sent};

use crate::support::{answer, answer_xml, asks_bytes};

fn mail(mime: &[u8]) -> SendMail {
    SendMail { client_id: "c1".into(), save_in_sent_items: true, mime: mime.to_vec().into() }
}

#[test]
fn the_message_is_opaque_and_untouched() {
    let mut mime = b"From: bob@x.test\r\n\r\n".to_vec();
    mime.resize(300, b'.');
    let body: String = mime.iter().map(|byte| format!(" {byte:02X}")).collect();
    for version in ProtocolVersion::ALL {
        asks_bytes(
            &mail(&mime),
            version,
            &format!("03 01 6A 00  00 15  45  51 03 63 31 00 01  08  50 C3 82 2C {body} 01  01"),
        );
    }
}

#[test]
fn a_copy_is_kept_only_if_wanted() {
    let command = SendMail { save_in_sent_items: false, ..mail(b"x") };
    asks_bytes(
        &command,
        ProtocolVersion::V14_1,
        "03 01 6A 00  00 15  45  51 03 63 31 00 01  50 C3 01 78 01  01",
    );
}

#[tokio::test]
async fn an_empty_answer_means_sent() {
    assert_eq!(answer(&mail(b"x"), ProtocolVersion::V14_1, "").await.unwrap(), Sent::Now);
    let body = r#"<SendMail xmlns="ComposeMail"><Status>1</Status></SendMail>"#;
    assert_eq!(answer_xml(&mail(b"x"), ProtocolVersion::V14_1, body, true).await.unwrap(), Sent::Now);
}

#[tokio::test]
async fn what_was_sent_before_is_not_a_failure() {
    let body = r#"<SendMail xmlns="ComposeMail"><Status>118</Status></SendMail>"#;
    assert_eq!(answer_xml(&mail(b"x"), ProtocolVersion::V14_1, body, true).await.unwrap(), Sent::Before);
}

#[tokio::test]
async fn a_status_says_what_to_do() {
    let cases = [
        (102, Retry::Permanent),
        (107, Retry::Permanent),
        (115, Retry::Permanent),
        (116, Retry::Permanent),
        (120, Retry::LATER),
        (122, Retry::Permanent),
        (143, Retry::Provision),
    ];
    for (code, retry) in cases {
        let body = format!(r#"<SendMail xmlns="ComposeMail"><Status>{code}</Status></SendMail>"#);
        let error = answer_xml(&mail(b"x"), ProtocolVersion::V16_1, &body, true).await.unwrap_err();
        assert_eq!(error.retry(), retry, "{code}");
    }
}

#[test]
fn the_message_stays_out_of_logs() {
    assert_eq!(format!("{:?}", mail(b"secret plan")), "SendMail(c1, 11 bytes)");
}
