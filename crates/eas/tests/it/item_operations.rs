use eas::{BodyPreference, BodyType, ItemFetch, ProtocolVersion, Retry, email::Message};

use crate::support::{answer_xml, asks};

fn fetch(body: BodyPreference) -> ItemFetch {
    ItemFetch { collection: "mail%2F01".into(), item: "9".into(), body }
}

#[test]
fn text_and_mime_are_asked_for_in_their_own_ways() {
    for version in ProtocolVersion::ALL {
        asks(
            &fetch(BodyPreference::plain(100_000)),
            version,
            r#"<ItemOperations xmlns="ItemOperations" xmlns:airsync="AirSync" xmlns:b="AirSyncBase"><Fetch>
                <Store>Mailbox</Store><airsync:CollectionId>mail%2F01</airsync:CollectionId><airsync:ServerId>9</airsync:ServerId>
                <Options><b:BodyPreference><b:Type>1</b:Type><b:TruncationSize>100000</b:TruncationSize></b:BodyPreference></Options>
            </Fetch></ItemOperations>"#,
        );
        asks(
            &fetch(BodyPreference::mime()),
            version,
            r#"<ItemOperations xmlns="ItemOperations" xmlns:airsync="AirSync" xmlns:b="AirSyncBase"><Fetch>
                <Store>Mailbox</Store><airsync:CollectionId>mail%2F01</airsync:CollectionId><airsync:ServerId>9</airsync:ServerId>
                <Options><airsync:MIMESupport>2</airsync:MIMESupport><b:BodyPreference><b:Type>4</b:Type></b:BodyPreference></Options>
            </Fetch></ItemOperations>"#,
        );
    }
}

#[tokio::test]
async fn a_body_may_be_text_or_opaque() {
    for data in ["<b:Data>From: alice</b:Data>", r#"<b:Data opaque="text">From: alice</b:Data>"#] {
        let body = format!(
            r#"<ItemOperations xmlns="ItemOperations" xmlns:airsync="AirSync" xmlns:b="AirSyncBase" xmlns:email="Email">
                <Status>1</Status><Response><Fetch><Status>1</Status>
                <airsync:CollectionId>mail%2F01</airsync:CollectionId><airsync:ServerId>9</airsync:ServerId><airsync:Class>Email</airsync:Class>
                <Properties><email:Subject>Quarterly Planning</email:Subject>
                    <b:Body><b:Type>4</b:Type><b:EstimatedDataSize>11</b:EstimatedDataSize>{data}</b:Body></Properties>
                </Fetch></Response></ItemOperations>"#
        );
        let reply =
            answer_xml(&fetch(BodyPreference::mime()), ProtocolVersion::V14_1, &body, false).await.unwrap();
        let (message, errors) = Message::parse(&reply.data);
        assert_eq!((message.subject.as_deref(), errors.as_slice()), (Some("Quarterly Planning"), &[][..]));
        let body = message.body.unwrap();
        assert_eq!(body.body_type, Some(BodyType::Mime));
        assert_eq!(body.data.as_deref(), Some(&b"From: alice"[..]));
        assert_eq!(body.text().unwrap(), "From: alice");
    }
}

#[tokio::test]
async fn a_status_counts_at_both_levels() {
    let cases = [
        (2, Retry::Permanent),
        (3, Retry::LATER),
        (11, Retry::Permanent),
        (12, Retry::LATER),
        (14, Retry::Permanent),
        (15, Retry::Resync),
        (150, Retry::Resync),
    ];
    for (code, retry) in cases {
        for body in [
            format!(r#"<ItemOperations xmlns="ItemOperations"><Status>{code}</Status></ItemOperations>"#),
            format!(
                r#"<ItemOperations xmlns="ItemOperations"><Status>1</Status><Response><Fetch><Status>{code}</Status></Fetch></Response></ItemOperations>"#
            ),
        ] {
            let error = answer_xml(&fetch(BodyPreference::mime()), ProtocolVersion::V16_1, &body, false)
                .await
                .unwrap_err();
            assert_eq!(error.retry(), retry, "{body}");
        }
    }
}
