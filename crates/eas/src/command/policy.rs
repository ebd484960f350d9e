//! What a server's policy demands, rule by rule (MS-ASPROV 2.2.2.28).
//!
//! A policy document has some forty elements, most of which say "anything goes". Only those that forbid or require
//! something become a [`Demand`], and each belongs to a [`Concern`], by which a caller can decide what to say of it.

use wbxml::{Element, Tag, tags::provision as pv};

/// Something a policy forbids or requires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// Which rule.
    pub rule: Rule,
    /// Its value, as it came (of a list, its entries with commas between).
    pub value: String,
}

/// What keeping a rule takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Concern {
    /// A password or a lock, by the session of the operating system or by the program.
    Password,
    /// Encryption of what is stored.
    Encryption,
    /// Not offering something; what a program does not have, it does not offer (MS-ASPROV 3.1.5.2).
    Feature,
    /// Asking the server for no more than this.
    Limit,
    /// Signed or encrypted mail.
    Smime,
    /// Nobody has described it.
    Unknown,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident $tag:ident $concern:ident $demands:expr;)+) => {
        /// The rules of a policy, by their names in the standard.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Rule {
            $($(#[$doc])* $name,)+
            /// An element that nobody has described.
            Unknown(Tag),
        }

        impl Rule {
            /// What keeping it takes.
            pub fn concern(self) -> Concern {
                match self {
                    $(Self::$name => Concern::$concern,)+
                    Self::Unknown(_) => Concern::Unknown,
                }
            }

            /// Its name in the standard.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)+
                    Self::Unknown(tag) => tag.name().unwrap_or("unknown"),
                }
            }

            /// The rule an element holds, and whether its value demands anything.
            fn of(element: &Element, value: &str) -> (Self, bool) {
                let demands: fn(&str) -> bool;
                let rule = match element.tag {
                    $(tag if tag == pv::$tag => { demands = $demands; Self::$name })+
                    tag => { demands = |_| true; Self::Unknown(tag) }
                };
                (rule, demands(value))
            }
        }
    };
}

/// Something is required.
const REQUIRED: fn(&str) -> bool = |value| value != "0";
/// Something is forbidden.
const FORBIDDEN: fn(&str) -> bool = |value| value == "0";
/// There is a limit, unless it is none.
const LIMITED: fn(&str) -> bool = |value| !matches!(value, "0" | "-1" | "9999");
/// There is a limit, which may be 0.
const LIMITED_TO: fn(&str) -> bool = |value| value != "-1";
/// Nothing to do in any case.
const NOTHING: fn(&str) -> bool = |_| false;

rules! {
    /// A password is required.
    DevicePasswordEnabled DEVICE_PASSWORD_ENABLED Password REQUIRED;
    /// With letters and digits.
    AlphanumericDevicePasswordRequired ALPHANUMERIC_DEVICE_PASSWORD_REQUIRED Password REQUIRED;
    /// The server may keep a recovery password; a client need not.
    PasswordRecoveryEnabled PASSWORD_RECOVERY_ENABLED Password NOTHING;
    /// At least so long.
    MinDevicePasswordLength MIN_DEVICE_PASSWORD_LENGTH Password LIMITED;
    /// Of so many kinds of characters.
    MinDevicePasswordComplexCharacters MIN_DEVICE_PASSWORD_COMPLEX_CHARACTERS Password LIMITED;
    /// A lock after so many seconds without anybody there.
    MaxInactivityTimeDeviceLock MAX_INACTIVITY_TIME_DEVICE_LOCK Password LIMITED;
    /// Data removed after so many wrong passwords.
    MaxDevicePasswordFailedAttempts MAX_DEVICE_PASSWORD_FAILED_ATTEMPTS Password LIMITED;
    /// `1234` will not do.
    AllowSimpleDevicePassword ALLOW_SIMPLE_DEVICE_PASSWORD Password FORBIDDEN;
    /// A new password after so many days.
    DevicePasswordExpiration DEVICE_PASSWORD_EXPIRATION Password LIMITED;
    /// None of the last so many passwords.
    DevicePasswordHistory DEVICE_PASSWORD_HISTORY Password LIMITED;
    /// What is stored has to be encrypted.
    RequireDeviceEncryption REQUIRE_DEVICE_ENCRYPTION Encryption REQUIRED;
    /// What is stored on cards has to be encrypted.
    RequireStorageCardEncryption REQUIRE_STORAGE_CARD_ENCRYPTION Encryption REQUIRED;
    /// No storage cards.
    AllowStorageCard ALLOW_STORAGE_CARD Feature FORBIDDEN;
    /// No camera.
    AllowCamera ALLOW_CAMERA Feature FORBIDDEN;
    /// No programs without a signature.
    AllowUnsignedApplications ALLOW_UNSIGNED_APPLICATIONS Feature FORBIDDEN;
    /// No packages without a signature.
    AllowUnsignedInstallationPackages ALLOW_UNSIGNED_INSTALLATION_PACKAGES Feature FORBIDDEN;
    /// No wireless network.
    AllowWiFi ALLOW_WI_FI Feature FORBIDDEN;
    /// No text messages.
    AllowTextMessaging ALLOW_TEXT_MESSAGING Feature FORBIDDEN;
    /// No other mail accounts.
    AllowPOPIMAPEmail ALLOW_POPIMAP_EMAIL Feature FORBIDDEN;
    /// No Bluetooth (0), or for telephoning only (1).
    AllowBluetooth ALLOW_BLUETOOTH Feature |value| value != "2";
    /// No infrared.
    AllowIrDA ALLOW_IR_DA Feature FORBIDDEN;
    /// No automatic synchronisation abroad.
    RequireManualSyncWhenRoaming REQUIRE_MANUAL_SYNC_WHEN_ROAMING Feature REQUIRED;
    /// No synchronisation with a computer.
    AllowDesktopSync ALLOW_DESKTOP_SYNC Feature FORBIDDEN;
    /// No browser.
    AllowBrowser ALLOW_BROWSER Feature FORBIDDEN;
    /// No private mail accounts.
    AllowConsumerEmail ALLOW_CONSUMER_EMAIL Feature FORBIDDEN;
    /// No remote desktop.
    AllowRemoteDesktop ALLOW_REMOTE_DESKTOP Feature FORBIDDEN;
    /// No sharing of the network.
    AllowInternetSharing ALLOW_INTERNET_SHARING Feature FORBIDDEN;
    /// Programs of the system that must not run.
    UnapprovedInROMApplicationList UNAPPROVED_IN_ROM_APPLICATION_LIST Feature |value| !value.is_empty();
    /// The only programs that may run.
    ApprovedApplicationList APPROVED_APPLICATION_LIST Feature |value| !value.is_empty();
    /// No attachments.
    AttachmentsEnabled ATTACHMENTS_ENABLED Limit FORBIDDEN;
    /// No attachments larger than this.
    MaxAttachmentSize MAX_ATTACHMENT_SIZE Limit LIMITED_TO;
    /// The calendar no further back than this.
    MaxCalendarAgeFilter MAX_CALENDAR_AGE_FILTER Limit LIMITED;
    /// Mail no further back than this.
    MaxEmailAgeFilter MAX_EMAIL_AGE_FILTER Limit LIMITED;
    /// No HTML.
    AllowHTMLEmail ALLOW_HTML_EMAIL Limit FORBIDDEN;
    /// Not more of a text than this.
    MaxEmailBodyTruncationSize MAX_EMAIL_BODY_TRUNCATION_SIZE Limit LIMITED_TO;
    /// Not more of an HTML text than this.
    MaxEmailHTMLBodyTruncationSize MAX_EMAIL_HTML_BODY_TRUNCATION_SIZE Limit LIMITED_TO;
    /// Mail has to be signed.
    RequireSignedSMIMEMessages REQUIRE_SIGNED_SMIME_MESSAGES Smime REQUIRED;
    /// Mail has to be encrypted.
    RequireEncryptedSMIMEMessages REQUIRE_ENCRYPTED_SMIME_MESSAGES Smime REQUIRED;
    /// How to sign; demands nothing where nothing is signed.
    RequireSignedSMIMEAlgorithm REQUIRE_SIGNED_SMIME_ALGORITHM Smime NOTHING;
    /// How to encrypt; demands nothing where nothing is encrypted.
    RequireEncryptionSMIMEAlgorithm REQUIRE_ENCRYPTION_SMIME_ALGORITHM Smime NOTHING;
    /// Whether to encrypt in another way where needed.
    AllowSMIMEEncryptionAlgorithmNegotiation ALLOW_SMIME_ENCRYPTION_ALGORITHM_NEGOTIATION Smime NOTHING;
    /// Whether certificates may lie in files.
    AllowSMIMESoftCerts ALLOW_SMIME_SOFT_CERTS Smime NOTHING;
}

/// What an `EASProvisionDoc` demands. Without a required password, rules about passwords demand nothing.
pub(super) fn demands(document: &Element) -> Vec<Demand> {
    let password = document.value_of(pv::DEVICE_PASSWORD_ENABLED).is_some_and(|value| value.trim() == "1");
    document
        .children()
        .filter_map(|element| {
            let value = value(element);
            // An empty element sets no value.
            if value.is_empty() {
                return None;
            }
            let (rule, demanding) = Rule::of(element, &value);
            let applies = password || rule.concern() != Concern::Password;
            (demanding && applies).then_some(Demand { rule, value })
        })
        .collect()
}

fn value(element: &Element) -> String {
    let entries: Vec<_> = element.children().filter_map(Element::value).collect();
    if entries.is_empty() {
        element.value().map(|value| value.trim().to_owned()).unwrap_or_default()
    } else {
        entries.join(", ")
    }
}
