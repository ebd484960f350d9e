//! The code-page table as a whole. Its names are compared with libwbxml's in [`crate::libwbxml`].

use std::collections::BTreeSet;

use wbxml::{Since, Tag, tags};

/// Per page: its name, the tokens of MS-ASWBXML's requirement table, and those that only older servers send.
const PAGES: [(&str, usize, usize); 26] = [
    ("AirSync", 33, 4),
    ("Contacts", 54, 4),
    ("Email", 45, 14),
    ("AirNotify", 0, 18),
    ("Calendar", 45, 11),
    ("Move", 8, 0),
    ("GetItemEstimate", 8, 2),
    ("FolderHierarchy", 17, 3),
    ("MeetingResponse", 12, 1),
    ("Tasks", 30, 4),
    ("ResolveRecipients", 25, 0),
    ("ValidateCert", 6, 0),
    ("Contacts2", 10, 0),
    ("Ping", 8, 2),
    ("Provision", 54, 1),
    ("Search", 27, 3),
    ("GAL", 14, 0),
    ("AirSyncBase", 40, 0),
    ("Settings", 38, 0),
    ("DocumentLibrary", 8, 0),
    ("ItemOperations", 21, 0),
    ("ComposeMail", 18, 1),
    ("Email2", 18, 0),
    ("Notes", 5, 0),
    ("RightsManagement", 20, 0),
    ("Find", 22, 0),
];

#[test]
fn every_page_has_its_tokens() {
    for (page, (name, current, legacy)) in (0..).zip(PAGES) {
        let (old, new): (Vec<Tag>, Vec<Tag>) =
            Tag::all().filter(|tag| tag.page() == page).partition(|tag| tag.since() == Some(Since::Legacy));
        assert_eq!((new.len(), old.len()), (current, legacy), "tokens of page {page}, {name}");
        assert!(new.iter().chain(&old).all(|tag| tag.namespace() == Some(name)), "page {page} is {name}");
    }
    let legacy = Tag::all().filter(|tag| tag.since() == Some(Since::Legacy)).count();
    assert_eq!((Tag::all().count() - legacy, legacy), (586, 68));
}

#[test]
fn a_name_leads_to_its_tag_and_back() {
    let mut names = BTreeSet::new();
    for tag in Tag::all() {
        let (namespace, name) = (tag.namespace().unwrap(), tag.name().unwrap());
        assert_eq!(Tag::named(namespace, name), Some(tag));
        assert_eq!(Tag::named(&format!("{namespace}:"), name), Some(tag), "as MS-ASCMD writes namespaces");
        assert!(names.insert(format!("{namespace}:{name}").to_lowercase()), "{tag} is named once");
    }
}

#[test]
fn placeholder_names_lead_back_to_their_tag() {
    for page in 0..=u8::MAX {
        for token in 0x05..=0x3F {
            let tag = Tag::new(page, token);
            let text = tag.to_string();
            let (namespace, element) = text.split_once(':').unwrap();
            assert_eq!(Tag::named(namespace, element), Some(tag), "{text}");
        }
    }
    for (namespace, element) in [
        ("Calendar", "Token04"),
        ("Calendar", "Token40"),
        ("Calendar", "Tokens"),
        ("Page256", "Token05"),
        ("", "Sync"),
    ] {
        assert_eq!(Tag::named(namespace, element), None, "{namespace}:{element}");
    }
}

#[test]
fn only_tag_tokens_make_tags() {
    assert_eq!(Tag::from_parts(0, 0x04), None);
    assert_eq!(Tag::from_parts(0, 0x40), None);
    assert_eq!(Tag::from_parts(255, 0x3F), Some(Tag::new(255, 0x3F)));
}

#[test]
fn a_tag_is_written_with_its_page() {
    assert_eq!(tags::calendar::ATTENDEES.to_string(), "Calendar:Attendees");
    assert_eq!(format!("{:?}", tags::gal::EMAIL_ADDRESS), "GAL:EmailAddress");
    assert_eq!(Tag::new(2, 0x36).to_string(), "Email:MIMEData", "legacy tokens have names");
}

/// Those that are easily confused: equal names on several pages, numbers that tables elsewhere have wrong.
#[test]
fn numbers_that_are_easily_confused() {
    for (tag, page, token) in [
        (tags::airsync::COLLECTION_ID, 0, 0x12),
        (tags::meeting_response::COLLECTION_ID, 8, 0x06),
        (tags::meeting_response::PROPOSED_START_TIME, 8, 0x10),
        (tags::meeting_response::PROPOSED_END_TIME, 8, 0x11),
        (tags::meeting_response::SEND_RESPONSE, 8, 0x12),
        (tags::email::DISPLAY_TO, 2, 0x11),
        (tags::email::BUSY_STATUS, 2, 0x20),
        (tags::email::TIME_ZONE, 2, 0x33),
        (tags::calendar::TIMEZONE, 4, 0x05),
        (tags::calendar::CLIENT_UID, 4, 0x3C),
        (tags::airsyncbase::LOCATION, 17, 0x20),
        (tags::calendar::LOCATION, 4, 0x17),
        (tags::provision::DEVICE_PASSWORD_ENABLED, 14, 0x0E),
        (tags::provision::ACCOUNT_ONLY_REMOTE_WIPE, 14, 0x3B),
        (tags::compose_mail::NAME, 21, 0x17),
        (tags::email2::MEETING_MESSAGE_TYPE, 22, 0x13),
        (tags::find::GAL_SEARCH_CRITERION, 25, 0x19),
        (tags::find::MAX_PICTURES, 25, 0x20),
        (tags::find::MAX_SIZE, 25, 0x21),
        (tags::find::PICTURE, 25, 0x22),
    ] {
        assert_eq!((tag.page(), tag.token()), (page, token), "{tag}");
    }
}

/// The names of the others are compared with libwbxml's table.
#[test]
fn names_that_libwbxml_does_not_have() {
    let named = [
        (4, 0x2B, "Calendar:Attachment"),
        (4, 0x2C, "Calendar:Attachments"),
        (4, 0x2D, "Calendar:AttName"),
        (4, 0x2E, "Calendar:AttSize"),
        (4, 0x2F, "Calendar:AttOid"),
        (4, 0x30, "Calendar:AttMethod"),
        (4, 0x31, "Calendar:AttRemoved"),
        (4, 0x32, "Calendar:DisplayName"),
        (8, 0x10, "MeetingResponse:ProposedStartTime"),
        (8, 0x11, "MeetingResponse:ProposedEndTime"),
        (13, 0x0E, "Ping:Version"),
        (14, 0x3B, "Provision:AccountOnlyRemoteWipe"),
        (15, 0x06, "Search:Stores"),
        (21, 0x0A, "ComposeMail:Type"),
        (25, 0x05, "Find:Find"),
        (25, 0x06, "Find:SearchId"),
        (25, 0x07, "Find:ExecuteSearch"),
        (25, 0x08, "Find:MailBoxSearchCriterion"),
        (25, 0x09, "Find:Query"),
        (25, 0x0A, "Find:Status"),
        (25, 0x0B, "Find:FreeText"),
        (25, 0x0C, "Find:Options"),
        (25, 0x0D, "Find:Range"),
        (25, 0x0E, "Find:DeepTraversal"),
        (25, 0x11, "Find:Response"),
        (25, 0x12, "Find:Result"),
        (25, 0x13, "Find:Properties"),
        (25, 0x14, "Find:Preview"),
        (25, 0x15, "Find:HasAttachments"),
        (25, 0x16, "Find:Total"),
        (25, 0x17, "Find:DisplayCc"),
        (25, 0x18, "Find:DisplayBcc"),
        (25, 0x19, "Find:GalSearchCriterion"),
        (25, 0x20, "Find:MaxPictures"),
        (25, 0x21, "Find:MaxSize"),
        (25, 0x22, "Find:Picture"),
    ];
    for (page, token, name) in named {
        assert_eq!(Tag::new(page, token).to_string(), name);
    }
}

/// All that 16.0 and 16.1 added, by [MS-ASWBXML]'s version lists.
#[test]
fn each_version_added_its_tokens() {
    let added = |since| -> Vec<(u8, u8)> {
        Tag::all().filter(|tag| tag.since() == Some(since)).map(|tag| (tag.page(), tag.token())).collect()
    };
    let mut v16_0 = vec![(4, 0x3C), (8, 0x12)];
    v16_0.extend((0x1C..=0x2D).map(|token| (17, token)));
    v16_0.extend([(21, 0x15), (21, 0x16), (21, 0x17), (21, 0x18), (22, 0x15), (22, 0x16), (22, 0x17)]);
    assert_eq!(added(Since::V16_0), v16_0);

    let mut v16_1 = vec![(8, 0x10), (8, 0x11), (14, 0x3B)];
    v16_1.extend((0x05..=0x0E).chain(0x11..=0x19).chain(0x20..=0x22).map(|token| (25, token)));
    assert_eq!(added(Since::V16_1), v16_1);
    let counts = [
        (Since::Legacy, 68),
        (Since::V2_5, 286),
        (Since::V12_0, 99),
        (Since::V12_1, 41),
        (Since::V14_0, 58),
        (Since::V14_1, 50),
        (Since::V16_0, 27),
        (Since::V16_1, 25),
    ];
    assert_eq!(counts.map(|(since, _)| (since, added(since).len())), counts);
    assert!(Since::Legacy < Since::V2_5 && Since::V14_1 < Since::V16_0, "versions compare");
}
