//! The request line: which command, which device (MS-ASHTTP 2.2.1.1.1).
//!
//! Both forms mean the same: `Cmd=Sync&User=…&DeviceId=…&DeviceType=…`, and the same as base64 of packed bytes. The
//! user in it is not looked at: who asks is decided by the password.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::command::Command;

/// What a request line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    pub command: Command,
    pub device: String,
    /// As the packed form has it.
    pub version: Option<String>,
    /// As the packed form has it.
    pub policy_key: Option<String>,
    pub multipart: bool,
}

/// Why a request line means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueryError {
    /// It cannot be read, or lacks what every command needs.
    Malformed,
    /// A command this server does not have.
    UnknownCommand,
}

impl Query {
    pub fn read(query: &str) -> Result<Self, QueryError> {
        if query.contains("Cmd=") { Self::plain(query) } else { Self::packed(query) }
    }

    fn plain(query: &str) -> Result<Self, QueryError> {
        let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
        let value =
            |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.to_string());
        let command = value("Cmd").ok_or(QueryError::Malformed)?;
        Ok(Self {
            command: Command::named(&command).ok_or(QueryError::UnknownCommand)?,
            device: value("DeviceId").filter(|id| is_device_id(id)).ok_or(QueryError::Malformed)?,
            version: None,
            policy_key: None,
            multipart: false,
        })
    }

    fn packed(query: &str) -> Result<Self, QueryError> {
        let bytes = STANDARD.decode(query.replace("%3D", "=")).map_err(|_| QueryError::Malformed)?;
        let mut fields = Fields(&bytes);
        let version = fields.byte()?;
        let command = fields.byte()?;
        let _locale = (fields.byte()?, fields.byte()?);
        let device = fields.sized()?;
        let key = fields.sized()?;
        let _device_type = fields.sized()?;
        let mut multipart = false;
        while !fields.0.is_empty() {
            let (tag, value) = (fields.byte()?, fields.sized()?);
            const OPTIONS: u8 = 7;
            multipart |= tag == OPTIONS && value.first().is_some_and(|bits| bits & 2 != 0);
        }
        Ok(Self {
            command: Command::coded(command).ok_or(QueryError::UnknownCommand)?,
            device: String::from_utf8_lossy(device).into_owned(),
            version: Some(format!("{}.{}", version / 10, version % 10)),
            policy_key: <[u8; 4]>::try_from(key).ok().map(|key| u32::from_le_bytes(key).to_string()),
            multipart,
        })
    }
}

fn is_device_id(id: &str) -> bool {
    (1..=32).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn byte(&mut self) -> Result<u8, QueryError> {
        let (first, rest) = self.0.split_first().ok_or(QueryError::Malformed)?;
        self.0 = rest;
        Ok(*first)
    }

    fn sized(&mut self) -> Result<&'a [u8], QueryError> {
        let length = usize::from(self.byte()?);
        let (field, rest) = self.0.split_at_checked(length).ok_or(QueryError::Malformed)?;
        self.0 = rest;
        Ok(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_mean_the_same() {
        let plain =
            Query::read("Cmd=Sync&User=bob%40contoso.com&DeviceId=v140Device&DeviceType=SmartPhone").unwrap();
        assert_eq!((plain.command, plain.device.as_str()), (Command::Sync, "v140Device"));
        let packed = Query::read("jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l").unwrap();
        assert_eq!((packed.command, packed.device.as_str()), (Command::Sync, "v140Device"));
        assert_eq!(packed.version.as_deref(), Some("14.0"));
        assert_eq!(packed.policy_key, None);
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(Query::read("Cmd=Dance&DeviceId=d1"), Err(QueryError::UnknownCommand));
        assert_eq!(Query::read("Cmd=Sync"), Err(QueryError::Malformed), "no device");
        assert_eq!(Query::read("Cmd=Sync&DeviceId=not%20one"), Err(QueryError::Malformed));
        assert_eq!(Query::read("jAAJBAp2MTQw"), Err(QueryError::Malformed), "cut off");
        assert_eq!(Query::read("%%%"), Err(QueryError::Malformed));
    }
}
