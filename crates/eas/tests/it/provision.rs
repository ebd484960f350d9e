use eas::{
    AcknowledgePolicy, AcknowledgeWipe, Acknowledgement, AskForPolicy, Concern, Device, PolicyAnswer,
    PolicyKey, PolicyOffer, ProtocolVersion, Retry, Rule, WipeScope,
};

use crate::support::{Script, answer, answer_xml, asks, client, wbxml, xml};

fn ask() -> AskForPolicy {
    let mut information = Device::new("device01").information;
    information.os = "Linux".into();
    AskForPolicy { information }
}

fn offer(document: &str) -> String {
    format!(
        r#"<Provision xmlns="Provision" xmlns:s="Settings"><s:DeviceInformation><s:Status>1</s:Status></s:DeviceInformation>
            <Status>1</Status><Policies><Policy><PolicyType>MS-EAS-Provisioning-WBXML</PolicyType><Status>1</Status>
            <PolicyKey>1307199584</PolicyKey><Data><EASProvisionDoc>{document}</EASProvisionDoc></Data></Policy></Policies></Provision>"#
    )
}

#[test]
fn from_14_1_on_the_device_is_described_before_the_policy() {
    for version in [ProtocolVersion::V14_1, ProtocolVersion::V16_0, ProtocolVersion::V16_1] {
        asks(
            &ask(),
            version,
            r#"<Provision xmlns="Provision" xmlns:s="Settings">
                <s:DeviceInformation><s:Set><s:Model>Quorum</s:Model><s:OS>Linux</s:OS><s:UserAgent>Quorum</s:UserAgent></s:Set></s:DeviceInformation>
                <Policies><Policy><PolicyType>MS-EAS-Provisioning-WBXML</PolicyType></Policy></Policies></Provision>"#,
        );
    }
}

#[test]
fn at_14_0_the_device_is_not_described_here() {
    asks(
        &ask(),
        ProtocolVersion::V14_0,
        r#"<Provision xmlns="Provision"><Policies><Policy><PolicyType>MS-EAS-Provisioning-WBXML</PolicyType></Policy></Policies></Provision>"#,
    );
}

#[test]
fn the_acknowledgement_says_what_the_caller_says() {
    let acknowledge =
        AcknowledgePolicy { key: "1307199584".into(), acknowledgement: Acknowledgement::PartlyApplied };
    for version in ProtocolVersion::ALL {
        asks(
            &acknowledge,
            version,
            r#"<Provision xmlns="Provision"><Policies><Policy><PolicyType>MS-EAS-Provisioning-WBXML</PolicyType>
                <PolicyKey>1307199584</PolicyKey><Status>2</Status></Policy></Policies></Provision>"#,
        );
    }
}

#[tokio::test]
async fn a_policy_is_offered_with_what_it_demands() {
    let document = "<DevicePasswordEnabled>1</DevicePasswordEnabled><MinDevicePasswordLength>6</MinDevicePasswordLength>
        <AlphanumericDevicePasswordRequired>0</AlphanumericDevicePasswordRequired><MaxInactivityTimeDeviceLock>9999</MaxInactivityTimeDeviceLock>
        <AllowSimpleDevicePassword>1</AllowSimpleDevicePassword><DevicePasswordExpiration/>
        <RequireDeviceEncryption>1</RequireDeviceEncryption><AllowCamera>0</AllowCamera><AllowWiFi>1</AllowWiFi>
        <AllowBluetooth>2</AllowBluetooth><MaxEmailAgeFilter>3</MaxEmailAgeFilter><MaxCalendarAgeFilter>0</MaxCalendarAgeFilter>
        <MaxEmailBodyTruncationSize>-1</MaxEmailBodyTruncationSize><AttachmentsEnabled>0</AttachmentsEnabled>
        <ApprovedApplicationList><Hash>AB</Hash><Hash>CD</Hash></ApprovedApplicationList><UnapprovedInROMApplicationList/>
        <RequireSignedSMIMEMessages>0</RequireSignedSMIMEMessages>";
    let answer = answer_xml(&ask(), ProtocolVersion::V16_1, &offer(document), false).await.unwrap();
    let PolicyAnswer::Offer(PolicyOffer { key, demands }) = answer else { panic!("{answer:?}") };
    assert_eq!(key, PolicyKey::from("1307199584"));
    let demanded: Vec<_> = demands
        .iter()
        .map(|demand| (demand.rule.name(), demand.value.as_str(), demand.rule.concern()))
        .collect();
    let expected = [
        ("DevicePasswordEnabled", "1", Concern::Password),
        ("MinDevicePasswordLength", "6", Concern::Password),
        ("RequireDeviceEncryption", "1", Concern::Encryption),
        ("AllowCamera", "0", Concern::Feature),
        ("MaxEmailAgeFilter", "3", Concern::Limit),
        ("AttachmentsEnabled", "0", Concern::Limit),
        ("ApprovedApplicationList", "AB, CD", Concern::Feature),
    ];
    assert_eq!(demanded, expected, "what allows everything demands nothing");
}

#[tokio::test]
async fn without_a_required_password_its_rules_demand_nothing() {
    for enabled in ["", "<DevicePasswordEnabled>0</DevicePasswordEnabled>"] {
        let document = format!("{enabled}<MinDevicePasswordLength>6</MinDevicePasswordLength>");
        let answer = answer_xml(&ask(), ProtocolVersion::V14_1, &offer(&document), false).await.unwrap();
        assert!(matches!(answer, PolicyAnswer::Offer(PolicyOffer { demands, .. }) if demands.is_empty()));
    }
}

#[tokio::test]
async fn a_rule_nobody_described_is_still_shown() {
    let answer =
        answer_xml(&ask(), ProtocolVersion::V14_1, &offer("<Token3F>1</Token3F>"), false).await.unwrap();
    let PolicyAnswer::Offer(PolicyOffer { demands, .. }) = answer else { panic!("{answer:?}") };
    assert!(matches!(demands[0].rule, Rule::Unknown(_)));
    assert_eq!(demands[0].rule.concern(), Concern::Unknown);
}

#[tokio::test]
async fn policy_status_2_means_no_policy() {
    // As SOGo always answers: no key.
    let none = r#"<Provision xmlns="Provision"><Status>1</Status><Policies><Policy><PolicyType>MS-EAS-Provisioning-WBXML</PolicyType>
        <Status>2</Status></Policy></Policies></Provision>"#;
    let answer = answer_xml(&ask(), ProtocolVersion::V14_1, none, false).await.unwrap();
    assert_eq!(answer, PolicyAnswer::NoPolicy);
    let without = r#"<Provision xmlns="Provision"><Status>1</Status></Provision>"#;
    assert_eq!(
        answer_xml(&ask(), ProtocolVersion::V14_1, without, false).await.unwrap(),
        PolicyAnswer::NoPolicy
    );
}

#[tokio::test]
async fn a_missing_outer_status_is_success_where_a_policy_comes() {
    let body = r#"<Provision xmlns="Provision"><Policies><Policy><PolicyKey>7</PolicyKey></Policy></Policies></Provision>"#;
    let answer = answer_xml(&ask(), ProtocolVersion::V14_1, body, false).await.unwrap();
    assert_eq!(answer, PolicyAnswer::Offer(PolicyOffer { key: "7".into(), demands: Vec::new() }));
}

#[tokio::test]
async fn a_wipe_is_recognised_and_answered() {
    for (element, scope) in [("RemoteWipe", WipeScope::Device), ("AccountOnlyRemoteWipe", WipeScope::Account)]
    {
        let body = format!(r#"<Provision xmlns="Provision"><Status>1</Status><{element}/></Provision>"#);
        let answer = answer_xml(&ask(), ProtocolVersion::V16_1, &body, false).await.unwrap();
        assert_eq!(answer, PolicyAnswer::Wipe(scope));
        for (done, status) in [(true, 1), (false, 2)] {
            asks(
                &AcknowledgeWipe { scope, done },
                ProtocolVersion::V16_1,
                &format!(
                    r#"<Provision xmlns="Provision"><{element}><Status>{status}</Status></{element}></Provision>"#
                ),
            );
        }
    }
    let acknowledged = r#"<Provision xmlns="Provision"><Status>1</Status></Provision>"#;
    let acknowledge = AcknowledgeWipe { scope: WipeScope::Device, done: true };
    answer(&acknowledge, ProtocolVersion::V16_1, xml(acknowledged).encode()).await.unwrap();
}

#[tokio::test]
async fn both_statuses_say_what_to_do() {
    let outer = [
        (2, Retry::Permanent),
        (3, Retry::LATER),
        (139, Retry::Permanent),
        (141, Retry::Provision),
        (145, Retry::Permanent),
        (165, Retry::Provision),
    ];
    for (code, retry) in outer {
        let body = format!(r#"<Provision xmlns="Provision"><Status>{code}</Status></Provision>"#);
        let error = answer_xml(&ask(), ProtocolVersion::V14_1, &body, false).await.unwrap_err();
        assert_eq!(error.retry(), retry, "{code}");
    }
    for (code, retry) in [(3, Retry::Permanent), (4, Retry::LATER), (5, Retry::Provision)] {
        let body = format!(
            r#"<Provision xmlns="Provision"><Status>1</Status><Policies><Policy><Status>{code}</Status></Policy></Policies></Provision>"#
        );
        let error = answer_xml(&ask(), ProtocolVersion::V14_1, &body, false).await.unwrap_err();
        assert_eq!(error.retry(), retry, "policy {code}");
    }
}

#[tokio::test]
async fn the_handshake_carries_key_zero_then_the_temporary_then_the_final_key() {
    let accepted = r#"<Provision xmlns="Provision"><Status>1</Status><Policies><Policy><PolicyType>MS-EAS-Provisioning-WBXML</PolicyType>
        <Status>1</Status><PolicyKey>42</PolicyKey></Policy></Policies></Provision>"#;
    let folders =
        r#"<FolderSync xmlns="FolderHierarchy"><Status>1</Status><SyncKey>1</SyncKey></FolderSync>"#;
    let script =
        Script::of([offer(""), accepted.into(), folders.into()].map(|body| wbxml(xml(&body).encode())));
    let client = client(script.clone(), ProtocolVersion::V14_1).with_policy_key("old".into());

    let PolicyAnswer::Offer(offer) = client.ask_for_policy().await.unwrap() else {
        panic!("a policy is offered")
    };
    assert_eq!(client.policy_key(), "old".into(), "nothing is acknowledged by asking");
    let key = client.acknowledge_policy(&offer, Acknowledgement::Applied).await.unwrap();
    assert_eq!((&key, &client.policy_key()), (&"42".into(), &"42".into()));
    client.send(&eas::FolderSync { key: eas::SyncKey::INITIAL }).await.unwrap();

    let keys: Vec<_> =
        script.seen().iter().map(|request| request.headers["x-ms-policykey"].clone()).collect();
    assert_eq!(keys, ["0", "1307199584", "42"]);
}
