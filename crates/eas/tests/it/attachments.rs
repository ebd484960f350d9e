use eas::{
    ApplicationData, Attachment, AttachmentFetch, AttachmentMethod, BodyType, CommonStatus, ProtocolError,
    ProtocolVersion, Retry, TransportError, calendar::CalendarItem, email::Message,
};

use crate::support::{answer_xml, asks, xml};

fn fetch() -> AttachmentFetch {
    AttachmentFetch { file_reference: "5%3a12%3a0".into() }
}

const LIST: &str = r#"<b:NativeBodyType>2</b:NativeBodyType><b:Attachments>
    <b:Attachment><b:DisplayName>Agenda.pdf</b:DisplayName><b:FileReference>5%3a12%3a0</b:FileReference>
        <b:Method>1</b:Method><b:EstimatedDataSize>20480</b:EstimatedDataSize></b:Attachment>
    <b:Attachment><b:DisplayName>logo.png</b:DisplayName><b:FileReference>5%3a12%3a1</b:FileReference>
        <b:Method>1</b:Method><b:EstimatedDataSize>x</b:EstimatedDataSize><b:ContentId>logo@contoso</b:ContentId>
        <b:IsInline>1</b:IsInline></b:Attachment>
    <b:Attachment><b:DisplayName>nowhere.txt</b:DisplayName></b:Attachment>
    </b:Attachments>"#;

fn item(rest: &str) -> ApplicationData {
    ApplicationData::new(xml(&format!(
        r#"<ApplicationData xmlns="AirSync" xmlns:b="AirSyncBase">{rest}</ApplicationData>"#
    )))
}

#[test]
fn an_item_lists_what_can_be_fetched() {
    let (message, errors) = Message::parse(&item(LIST));
    let (event, _) = CalendarItem::parse(&item(LIST));
    assert_eq!(message.native_body_type, Some(BodyType::Html));
    assert_eq!(event.event.native_body_type, Some(BodyType::Html));
    let agenda = Attachment {
        display_name: Some("Agenda.pdf".into()),
        file_reference: "5%3a12%3a0".into(),
        method: Some(AttachmentMethod::Normal),
        estimated_data_size: Some(20480),
        content_id: None,
        is_inline: false,
    };
    let logo = Attachment {
        display_name: Some("logo.png".into()),
        file_reference: "5%3a12%3a1".into(),
        method: Some(AttachmentMethod::Normal),
        estimated_data_size: None,
        content_id: Some("logo@contoso".into()),
        is_inline: true,
    };
    assert_eq!(message.attachments, [agenda, logo], "without a reference there is nothing to fetch");
    assert_eq!(event.event.attachments, message.attachments);
    assert_eq!(errors.len(), 1, "a size that cannot be read is no reason to lose the file");
    assert_eq!(Message::parse(&item("<b:Attachments/>")).0.attachments, []);
    assert!(!format!("{:?}", message.attachments).contains("Agenda"), "names stay out of logs");
}

#[tokio::test]
async fn an_attachment_is_fetched_by_its_reference() {
    for version in ProtocolVersion::ALL {
        asks(
            &fetch(),
            version,
            r#"<ItemOperations xmlns="ItemOperations" xmlns:b="AirSyncBase"><Fetch><Store>Mailbox</Store>
                <b:FileReference>5%3a12%3a0</b:FileReference></Fetch></ItemOperations>"#,
        );
    }
    for data in ["<Data>JVBERg==</Data>", "<Data>JVBE\r\nRg==</Data>", r#"<Data opaque="text">%PDF</Data>"#] {
        let body = format!(
            r#"<ItemOperations xmlns="ItemOperations" xmlns:b="AirSyncBase"><Status>1</Status><Response><Fetch>
                <Status>1</Status><b:FileReference>5%3a12%3a0</b:FileReference>
                <Properties><b:ContentType>application/pdf</b:ContentType>{data}</Properties>
                </Fetch></Response></ItemOperations>"#
        );
        let fetched = answer_xml(&fetch(), ProtocolVersion::V16_1, &body, false).await.unwrap();
        assert_eq!(fetched.data, b"%PDF", "{data}");
        assert_eq!(fetched.content_type.as_deref(), Some("application/pdf"));
    }
}

#[tokio::test]
async fn a_file_that_is_damaged_missing_or_too_large_is_an_error() {
    let answer = async |fetch_says: &str| {
        let body = format!(
            r#"<ItemOperations xmlns="ItemOperations"><Status>1</Status><Response><Fetch>{fetch_says}</Fetch></Response>
                </ItemOperations>"#
        );
        answer_xml(&fetch(), ProtocolVersion::V14_1, &body, false).await.unwrap_err()
    };
    for damaged in ["<Data>JVBERg=</Data>", "<Data>%PDF</Data>", ""] {
        let error = answer(&format!("<Status>1</Status><Properties>{damaged}</Properties>")).await;
        assert!(matches!(error, ProtocolError::Malformed { .. }), "{damaged:?}: {error}");
    }
    assert_eq!(answer("<Status>15</Status>").await.retry(), Retry::Resync);
    let too_large = CommonStatus::AttachmentIsTooLarge.number();
    for (status, is) in [(11, true), (too_large, true), (15, false), (3, false)] {
        assert_eq!(answer(&format!("<Status>{status}</Status>")).await.is_too_large(), is, "{status}");
    }
    assert!(ProtocolError::from(TransportError::TooLarge { limit: 1 }).is_too_large());
    assert!(!ProtocolError::from(TransportError::Timeout).is_too_large());
}
