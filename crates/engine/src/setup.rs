//! Adding a mailbox: from what a person typed to a server that answered.

use std::sync::Arc;

use eas::{Client, Credentials, Device, ProtocolError, ProtocolVersion, ServerInfo, TransportError};
use url::Url;

use crate::error::{EngineError, Result};
use crate::store::AccountRow;
use crate::telling::{self, from_eas};
use crate::view::{Found, Replies};

/// Where ActiveSync lives, in the order it is looked for.
const PATHS: [&str; 2] = ["/Microsoft-Server-ActiveSync", "/SOGo/Microsoft-Server-ActiveSync"];

/// What a person typed.
#[derive(Clone)]
pub struct NewAccount {
    /// The person's address.
    pub email: String,
    /// Host, or URL with or without the path.
    pub server: String,
    /// User name, where it is not the address.
    pub user: Option<String>,
    /// Password.
    pub password: crate::secrets::Secret,
    /// Version to force, where the server's announcement is not to be trusted.
    pub version: Option<String>,
    /// Who mails the organizer.
    pub replies: Replies,
    /// A mailbox of the built-in simulator.
    pub demo: bool,
}

/// A server that answered and accepted the password.
pub(crate) struct Server {
    pub endpoint: Url,
    pub version: ProtocolVersion,
    pub info: ServerInfo,
}

impl NewAccount {
    /// The user name to sign in with.
    pub(crate) fn user(&self) -> &str {
        self.user.as_deref().map(str::trim).filter(|user| !user.is_empty()).unwrap_or(self.email.trim())
    }

    /// The version to force.
    fn version(&self) -> Result<Option<ProtocolVersion>> {
        let Some(text) = self.version.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| {
            EngineError::BadInput(format!(
                "Quorum does not speak ActiveSync {text:?}; choose 14.0, 14.1, 16.0 or 16.1."
            ))
        })
    }

    /// Addresses at which the server may be.
    fn endpoints(&self) -> Result<Vec<Url>> {
        let typed = self.server.trim();
        if typed.is_empty() {
            return Err(EngineError::BadInput(
                "Enter the name of the server, for example mail.example.com.".into(),
            ));
        }
        let url = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
        let url = Url::parse(&url).ok().filter(Url::has_host).ok_or_else(|| {
            EngineError::BadInput(format!("{typed:?} is no server name. Enter one like mail.example.com."))
        })?;
        if url.path().to_ascii_lowercase().contains("microsoft-server-activesync") {
            return Ok(vec![url]);
        }
        let base = url.path().trim_end_matches('/').to_owned();
        let at = |path: &str| {
            let mut url = url.clone();
            url.set_path(path);
            url
        };
        let mut endpoints = Vec::new();
        if !base.is_empty() {
            endpoints.push(at(&format!("{base}{}", PATHS[0])));
        }
        endpoints.extend(PATHS.iter().map(|path| at(path)));
        endpoints.dedup();
        Ok(endpoints)
    }

    /// Finds the server and signs in, storing nothing.
    pub(crate) async fn find(&self, transport: &Arc<dyn eas::Transport>) -> Result<Server> {
        let email = self.email.trim();
        if !email.contains('@') || email.contains(char::is_whitespace) {
            return Err(EngineError::BadInput(
                "Enter your whole e-mail address, for example bob@example.com.".into(),
            ));
        }
        if self.password.is_empty() {
            return Err(EngineError::BadInput("Enter the password of the mailbox.".into()));
        }
        let forced = self.version()?;
        let mut first_error = None;
        for endpoint in self.endpoints()? {
            if !eas::transport::is_safe_for_credentials(&endpoint) {
                let address = endpoint.origin().ascii_serialization();
                return Err(ProtocolError::from(TransportError::Insecure(address)).into());
            }
            let credentials = Credentials::basic(self.user(), self.password.as_str());
            let device = Device::new("0");
            let version = forced.unwrap_or(ProtocolVersion::V14_1);
            let client = Client::new(Arc::clone(transport), endpoint.clone(), credentials, device, version);
            match client.options().await {
                Ok(info) => {
                    let version = forced.map_or_else(|| info.version(), Ok)?;
                    return Ok(Server { endpoint, version, info });
                }
                // Nothing here; perhaps at the next address.
                Err(
                    error @ (ProtocolError::NotActiveSync { .. }
                    | ProtocolError::Http(
                        eas::HttpError::NotFound { .. }
                        | eas::HttpError::BadRequest { .. }
                        | eas::HttpError::Redirected { .. }
                        | eas::HttpError::CommandNotSupported,
                    )),
                ) => {
                    first_error.get_or_insert(error);
                }
                Err(ProtocolError::Transport(
                    error @ (TransportError::Connect { .. }
                    | TransportError::Timeout
                    | TransportError::Interrupted(_)),
                )) => return Err(EngineError::NobodyThere(error)),
                Err(error) => return Err(error.into()),
            }
        }
        Err(first_error
            .map_or_else(|| EngineError::BadInput("Enter the name of the server.".into()), Into::into))
    }

    /// The row of the new mailbox.
    pub(crate) fn row(&self, server: &Server, now: crate::clock::Timestamp) -> AccountRow {
        AccountRow {
            id: uuid::Uuid::new_v4().simple().to_string().split_off(20),
            email: self.email.trim().to_owned(),
            name: String::new(),
            endpoint: server.endpoint.to_string(),
            user: self.user().to_owned(),
            device_id: uuid::Uuid::new_v4().simple().to_string(),
            version: server.version.as_str().to_owned(),
            versions: server.info.versions.clone(),
            version_forced: self.version.as_deref().is_some_and(|text| !text.trim().is_empty()),
            recognised: from_eas(server.info.family),
            family_forced: None,
            replies: self.replies,
            addresses: Vec::new(),
            policy_key: "0".into(),
            folder_sync_key: "0".into(),
            demo: self.demo,
            synced_at: None,
            problem: String::new(),
            created_at: now,
        }
    }
}

/// What was found, for the screen.
pub(crate) fn found(account: &AccountRow) -> Found {
    let host = host(&account.endpoint);
    Found {
        secure: account.endpoint.starts_with("https:"),
        endpoint: account.endpoint.clone(),
        host,
        version: account.version.clone(),
        versions: account.versions.clone(),
        family: account.family(),
        abilities: telling::abilities(account),
    }
}

/// The host of an endpoint, with its port where it is not the usual one.
pub(crate) fn host(endpoint: &str) -> String {
    let Ok(url) = Url::parse(endpoint) else { return String::new() };
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(server: &str) -> NewAccount {
        NewAccount {
            email: "bob@contoso.com".into(),
            server: server.into(),
            user: None,
            password: crate::secrets::Secret::new("bob-pw".into()),
            version: None,
            replies: Replies::Auto,
            demo: false,
        }
    }

    fn endpoints(server: &str) -> Vec<String> {
        typed(server).endpoints().unwrap().iter().map(Url::to_string).collect()
    }

    #[test]
    fn a_host_is_looked_at_in_the_usual_places_over_https() {
        assert_eq!(
            endpoints("mail.contoso.com"),
            [
                "https://mail.contoso.com/Microsoft-Server-ActiveSync",
                "https://mail.contoso.com/SOGo/Microsoft-Server-ActiveSync"
            ]
        );
    }

    #[test]
    fn a_full_address_is_taken_as_it_is() {
        assert_eq!(
            endpoints("http://127.0.0.1:8080/SOGo/Microsoft-Server-ActiveSync"),
            ["http://127.0.0.1:8080/SOGo/Microsoft-Server-ActiveSync"]
        );
    }

    #[test]
    fn nonsense_is_refused_with_an_example() {
        for server in ["", "   ", "https://", "ht tp://x"] {
            let error = typed(server).endpoints().unwrap_err().failure();
            assert!(error.message.contains("mail.example.com"), "{server:?}: {}", error.message);
        }
    }

    #[test]
    fn an_unknown_version_names_the_known_ones() {
        let error =
            NewAccount { version: Some("12.1".into()), ..typed("x") }.version().unwrap_err().failure();
        assert!(error.message.contains("16.1"), "{}", error.message);
    }

    /// A line on which nothing is heard.
    struct Silence(fn() -> TransportError);

    #[async_trait::async_trait]
    impl eas::Transport for Silence {
        async fn send(
            &self,
            _: eas::transport::Request,
        ) -> std::result::Result<eas::transport::Response, TransportError> {
            Err((self.0)())
        }
    }

    #[tokio::test]
    async fn an_address_where_nobody_answers_is_named_and_nothing_is_said_to_wait() {
        let refused = || TransportError::Connect { host: "127.0.0.1".into(), detail: String::new() };
        for silence in [refused, || TransportError::Timeout, || TransportError::Interrupted("reset".into())] {
            let transport: Arc<dyn eas::Transport> = Arc::new(Silence(silence));
            let error = typed("http://127.0.0.1:9").find(&transport).await.err().unwrap();
            let failure = error.failure();
            assert_eq!(failure.code, crate::view::FailureCode::ServerNotFound);
            assert!(!failure.message.contains("waits"), "{}", failure.message);
        }
    }
}
