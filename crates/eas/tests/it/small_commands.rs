//! GetItemEstimate and MoveItems.

use eas::{FilterType, GetItemEstimate, MoveItems, ProtocolVersion, Retry};

use crate::support::{answer_xml, asks};

fn estimate() -> GetItemEstimate {
    GetItemEstimate { collection: "5".into(), key: "8".into(), filter: FilterType::TwoWeeks }
}

fn move_items() -> MoveItems {
    MoveItems { item: "5:12".into(), from: "5".into(), to: "3".into() }
}

#[test]
fn an_estimate_mixes_two_pages() {
    for version in ProtocolVersion::ALL {
        asks(
            &estimate(),
            version,
            r#"<GetItemEstimate xmlns="GetItemEstimate" xmlns:airsync="AirSync"><Collections><Collection>
                <airsync:SyncKey>8</airsync:SyncKey><CollectionId>5</CollectionId>
                <airsync:Options><airsync:FilterType>4</airsync:FilterType></airsync:Options>
            </Collection></Collections></GetItemEstimate>"#,
        );
    }
}

#[tokio::test]
async fn an_estimate_is_a_number() {
    let body = r#"<GetItemEstimate xmlns="GetItemEstimate"><Response><Status>1</Status>
        <Collection><CollectionId>5</CollectionId><Estimate>250</Estimate></Collection></Response></GetItemEstimate>"#;
    assert_eq!(answer_xml(&estimate(), ProtocolVersion::V14_1, body, false).await.unwrap(), 250);
}

#[tokio::test]
async fn an_estimates_status_says_what_to_do() {
    let cases =
        [(2, Retry::RefreshFolders), (3, Retry::StartOver), (4, Retry::Resync), (144, Retry::Provision)];
    for (code, retry) in cases {
        for body in [
            format!(r#"<GetItemEstimate xmlns="GetItemEstimate"><Status>{code}</Status></GetItemEstimate>"#),
            format!(
                r#"<GetItemEstimate xmlns="GetItemEstimate"><Response><Status>{code}</Status></Response></GetItemEstimate>"#
            ),
        ] {
            let error = answer_xml(&estimate(), ProtocolVersion::V16_1, &body, false).await.unwrap_err();
            assert_eq!(error.retry(), retry, "{body}");
        }
    }
}

#[test]
fn a_move_names_item_and_both_folders() {
    for version in ProtocolVersion::ALL {
        asks(
            &move_items(),
            version,
            r#"<MoveItems xmlns="Move"><Move><SrcMsgId>5:12</SrcMsgId><SrcFldId>5</SrcFldId><DstFldId>3</DstFldId></Move></MoveItems>"#,
        );
    }
}

#[tokio::test]
async fn three_is_success_for_a_move() {
    let body = r#"<MoveItems xmlns="Move"><Response><SrcMsgId>5:12</SrcMsgId><Status>3</Status><DstMsgId>3:4</DstMsgId></Response></MoveItems>"#;
    let moved = answer_xml(&move_items(), ProtocolVersion::V14_1, body, false).await.unwrap();
    assert_eq!(moved.unwrap().as_str(), "3:4");
}

#[tokio::test]
async fn a_moves_status_says_what_to_do() {
    let cases = [
        (1, Retry::Resync),
        (2, Retry::RefreshFolders),
        (4, Retry::Permanent),
        (5, Retry::LATER),
        (7, Retry::LATER),
    ];
    for (code, retry) in cases {
        let body = format!(
            r#"<MoveItems xmlns="Move"><Response><SrcMsgId>5:12</SrcMsgId><Status>{code}</Status></Response></MoveItems>"#
        );
        let error = answer_xml(&move_items(), ProtocolVersion::V14_1, &body, false).await.unwrap_err();
        assert_eq!(error.retry(), retry, "{code}");
    }
}
