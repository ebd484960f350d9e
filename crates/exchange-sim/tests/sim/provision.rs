//! Policies: demanded, handed out, acknowledged (MS-ASPROV 3.2.5.1).

use exchange_sim::{Family, Policy, Provisioning, Sim, SimConfig};
use http::StatusCode;

use crate::client::{BOB, Client, Tree, config, exchange};

const DEVICE: &str = "<settings:DeviceInformation><settings:Set><settings:Model>Test</settings:Model></settings:Set></settings:DeviceInformation>";

fn policy(inner: &str) -> String {
    format!("<Policies><Policy><PolicyType>MS-EAS-Provisioning-WBXML</PolicyType>{inner}</Policy></Policies>")
}

fn acknowledge(key: &str, status: u8) -> String {
    policy(&format!("<PolicyKey>{key}</PolicyKey><Status>{status}</Status>"))
}

fn strict(provisioning: Provisioning) -> SimConfig {
    let policy = Policy { password_length: Some(6), encryption: true, ..Policy::default() };
    SimConfig { policy, ..config(Family::Exchange).provisioning(provisioning) }
}

/// Both steps; the final key.
fn provision(client: &Client) -> String {
    let offer = client.post("Provision", &(DEVICE.to_owned() + &policy("")));
    assert_eq!(offer.names(), ["Status", "DeviceInformation", "Policies"]);
    let key = offer.text("Policies/Policy/PolicyKey");
    let done = client.post("Provision", &acknowledge(&key, 1));
    assert_eq!(done.text("Policies/Policy/Status"), "1");
    assert!(!done.has("Policies/Policy/Data"));
    let last = done.text("Policies/Policy/PolicyKey");
    assert_ne!(last, key);
    last
}

fn folders(client: &Client) -> eas::transport::Response {
    client.send("FolderSync", "<SyncKey>0</SyncKey>")
}

#[test]
fn devices_that_have_not_provisioned_are_stopped() {
    let mut client = Client::new(&Sim::new(strict(Provisioning::Http449)), BOB, "14.1");
    client.policy_key = Some("0".into());
    assert_eq!(folders(&client).status.as_u16(), 449);
    client.policy_key = Some(provision(&client));
    assert_eq!(folders(&client).status, StatusCode::OK);

    let mut client = Client::new(&Sim::new(strict(Provisioning::InBand)), BOB, "14.1");
    client.policy_key = Some("0".into());
    assert_eq!(Tree::of(&folders(&client)).text("Status"), "142");
    client.policy_key = Some("4711".into());
    assert_eq!(Tree::of(&folders(&client)).text("Status"), "144", "not a key of ours");
    client.policy_key = Some(provision(&client));
    assert_eq!(Tree::of(&folders(&client)).text("Status"), "1");
}

#[test]
fn provisioning_can_be_demanded_in_the_middle() {
    let mut client = Client::new(&exchange(), BOB, "16.1");
    assert_eq!(folders(&client).status, StatusCode::OK);
    client.sim.demand_provisioning(Provisioning::Http449);
    assert_eq!(folders(&client).status.as_u16(), 449);
    client.policy_key = Some(provision(&client));
    assert_eq!(folders(&client).status, StatusCode::OK);
    client.sim.demand_provisioning(Provisioning::InBand);
    assert_eq!(Tree::of(&folders(&client)).text("Status"), "144");
}

#[test]
fn the_policy_says_what_was_configured() {
    let client = Client::new(&Sim::new(strict(Provisioning::Off)), BOB, "14.1");
    let offer = client.post("Provision", &(DEVICE.to_owned() + &policy("")));
    let document = offer.find("Policies/Policy/Data/EASProvisionDoc").unwrap();
    assert_eq!(document.text("DevicePasswordEnabled"), "1");
    assert_eq!(document.text("MinDevicePasswordLength"), "6");
    assert_eq!(document.text("RequireDeviceEncryption"), "1");
    assert_eq!(document.text("AttachmentsEnabled"), "1");
}

#[test]
fn an_honest_no_is_heard() {
    let acknowledged = |allows_partial, status| {
        let mut config = strict(Provisioning::Off);
        config.policy.allows_partial = allows_partial;
        let client = Client::new(&Sim::new(config), BOB, "14.1");
        let offer = client.post("Provision", &(DEVICE.to_owned() + &policy("")));
        let key = offer.text("Policies/Policy/PolicyKey");
        client.post("Provision", &acknowledge(&key, status)).text("Status")
    };
    assert_eq!([1, 2, 3, 4].map(|status| acknowledged(false, status)), ["1", "139", "139", "145"]);
    assert_eq!([1, 2, 3, 4].map(|status| acknowledged(true, status)), ["1", "1", "1", "1"]);
}

#[test]
fn the_form_is_held_to() {
    let client = Client::new(&exchange(), BOB, "14.1");
    let status = |inner: &str| client.post("Provision", inner).text("Status");
    assert_eq!(status(&policy("")), "165", "who are you?");
    assert_eq!(status(&(policy("") + DEVICE)), "2", "order");
    assert_eq!(status(DEVICE), "2", "no policy asked for");
    let wrong = client.post("Provision", &acknowledge("4711", 1));
    assert_eq!(wrong.text("Policies/Policy/Status"), "5");
    let xml = policy("").replace("MS-EAS-Provisioning-WBXML", "MS-WAP-Provisioning-XML");
    assert_eq!(client.post("Provision", &(DEVICE.to_owned() + &xml)).text("Policies/Policy/Status"), "3");
    let older = Client::new(&exchange(), BOB, "14.0");
    assert_eq!(
        older.post("Provision", &(DEVICE.to_owned() + &policy(""))).text("Status"),
        "2",
        "not before 14.1"
    );
    assert_eq!(older.post("Provision", &policy("")).text("Status"), "1");
}

#[test]
fn sogo_has_no_policy() {
    let client = Client::new(&Sim::new(config(Family::Sogo)), BOB, "14.1");
    let answer = client.post("Provision", &policy(""));
    assert_eq!((answer.text("Status"), answer.text("Policies/Policy/Status")), ("1".into(), "2".into()));
    assert!(!answer.has("Policies/Policy/PolicyKey"));
}
