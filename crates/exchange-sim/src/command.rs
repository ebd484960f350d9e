//! The commands this server takes: their names, codes and root elements, in one table.

use wbxml::Tag;
use wbxml::tags;

macro_rules! commands {
    ($($name:ident $code:literal $page:ident $root:ident $status:ident),+ $(,)?) => {
        /// A command of MS-ASCMD 2.2.1.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Command {
            $(#[doc = concat!("`", stringify!($name), "`.")] $name,)+
        }

        impl Command {
            /// All of them, in the order of their codes.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// As it stands in the query's `Cmd`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)+ }
            }

            /// Its code in a base64 query (MS-ASHTTP 2.2.1.1.1.1.2).
            pub fn code(self) -> u8 {
                match self { $(Self::$name => $code,)+ }
            }

            /// Root element of request and answer.
            pub fn root(self) -> Tag {
                match self { $(Self::$name => tags::$page::$root,)+ }
            }

            /// The Status element right below the root.
            pub fn status(self) -> Tag {
                match self { $(Self::$name => tags::$page::$status,)+ }
            }
        }
    };
}

commands! {
    Sync             0  airsync           SYNC              STATUS,
    SendMail         1  compose_mail      SEND_MAIL         STATUS,
    FolderSync       9  folder_hierarchy  FOLDER_SYNC       STATUS,
    MoveItems        13 move_items        MOVE_ITEMS        STATUS,
    GetItemEstimate  14 get_item_estimate GET_ITEM_ESTIMATE STATUS,
    MeetingResponse  15 meeting_response  MEETING_RESPONSE  STATUS,
    Settings         17 settings          SETTINGS          STATUS,
    Ping             18 ping              PING              STATUS,
    ItemOperations   19 item_operations   ITEM_OPERATIONS   STATUS,
    Provision        20 provision         PROVISION         STATUS,
    ResolveRecipients 21 resolve_recipients RESOLVE_RECIPIENTS STATUS,
}

impl Command {
    /// By its name in the query.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|command| command.name() == name)
    }

    /// By its code.
    pub fn coded(code: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|command| command.code() == code)
    }
}
