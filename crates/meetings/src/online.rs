//! Where a meeting can be joined online, and where a link really leads.
//!
//! An invitation is written by a stranger. A [`WebLink`] is an address that can be opened and whose host can be shown
//! without lying: https only, nobody's name before the host, no invisible or turning character, the host as DNS spells
//! it, and for the link wrappers of mail filters the host behind them. [`join`] picks the one link of an invitation that
//! leads into the meeting. Opening it is left to others.

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use url::{Host, Url};

use crate::invisible::is_invisible;

/// Longer addresses are no links that somebody follows.
const LONGEST: usize = 8 * 1024;
/// So far into a text links are looked for.
const DEEPEST: usize = 256 * 1024;
/// So many addresses of a text are looked at.
const MOST: usize = 500;
/// A filter may wrap what another one has wrapped; nobody honest does so more often.
const WRAPPED_AT_MOST: usize = 4;

/// An address that may be opened, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebLink {
    address: String,
    target: Url,
    through: Option<String>,
}

impl WebLink {
    /// Reads an address; `None` for one that must not be offered.
    pub fn parse(text: &str) -> Option<WebLink> {
        let given = checked(text)?;
        let mut target = given.clone();
        for _ in 0..WRAPPED_AT_MOST {
            let Some(inner) = unwrapped(&target) else {
                let through = (target != given).then(|| shown_host(&given));
                return Some(WebLink { address: given.into(), target, through });
            };
            // A wrapper around something that must not be opened must not be opened either.
            target = checked(&inner)?;
        }
        None
    }

    /// The address as it is to be opened. A wrapper stays: whoever put it there wants to look at the target once more.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The host it leads to, as DNS spells it (`xn--…`), with the port where it is not the usual one.
    pub fn host(&self) -> String {
        shown_host(&self.target)
    }

    /// The host of the mail filter that wrapped the link and is asked first.
    pub fn through(&self) -> Option<&str> {
        self.through.as_deref()
    }

    /// A name of DNS with a dot in it, as opposed to a number or a machine next door.
    fn has_domain(&self) -> bool {
        matches!(self.target.host(), Some(Host::Domain(name)) if name.trim_end_matches('.').contains('.'))
    }
}

/// A service for meetings that is known by its hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// Microsoft Teams.
    Teams,
    /// Zoom.
    Zoom,
    /// Google Meet.
    Meet,
    /// Webex.
    Webex,
    /// Jitsi Meet, where its makers host it.
    Jitsi,
    /// Whereby.
    Whereby,
    /// GoTo Meeting.
    GoToMeeting,
    /// Skype for Business.
    Skype,
}

/// Which hosts of a domain count.
#[derive(Clone, Copy)]
enum Hosts {
    /// This one.
    Only,
    /// This one and those below it.
    Below,
}

/// Which paths lead into a meeting, rather than to a price list.
#[derive(Clone, Copy)]
enum Path {
    /// One that begins so.
    Starts(&'static [&'static str]),
    /// One that has this somewhere; the organisation stands before it.
    Has(&'static [&'static str]),
    /// A single name.
    Room,
    /// `abc-defg-hij`, or `lookup/…`.
    MeetCode,
}

const TEAMS: Path = Path::Starts(&["/l/meetup-join/", "/meet/", "/_#/l/meetup-join/"]);
const ZOOM: Path = Path::Starts(&["/j/", "/my/", "/s/", "/w/", "/wc/"]);
const WEBEX: Path =
    Path::Has(&["/meet/", "/join/", "/j.php", "/m/", "/wbxmjs/joinservice/", "/webappng/sites/"]);

/// The hosts by which services are known.
const SERVICES: [(&str, Hosts, Path, Service); 18] = [
    ("teams.microsoft.com", Hosts::Only, TEAMS, Service::Teams),
    ("teams.cloud.microsoft", Hosts::Only, TEAMS, Service::Teams),
    ("teams.live.com", Hosts::Only, TEAMS, Service::Teams),
    ("gov.teams.microsoft.us", Hosts::Only, TEAMS, Service::Teams),
    ("dod.teams.microsoft.us", Hosts::Only, TEAMS, Service::Teams),
    ("zoom.us", Hosts::Below, ZOOM, Service::Zoom),
    ("zoom.com", Hosts::Below, ZOOM, Service::Zoom),
    ("zoomgov.com", Hosts::Below, ZOOM, Service::Zoom),
    ("meet.google.com", Hosts::Only, Path::MeetCode, Service::Meet),
    ("webex.com", Hosts::Below, WEBEX, Service::Webex),
    ("meet.jit.si", Hosts::Only, Path::Room, Service::Jitsi),
    ("8x8.vc", Hosts::Only, Path::Starts(&["/"]), Service::Jitsi),
    ("whereby.com", Hosts::Below, Path::Room, Service::Whereby),
    ("meet.goto.com", Hosts::Only, Path::Starts(&["/"]), Service::GoToMeeting),
    ("app.goto.com", Hosts::Only, Path::Starts(&["/meeting/"]), Service::GoToMeeting),
    ("gotomeeting.com", Hosts::Below, Path::Has(&["/join/"]), Service::GoToMeeting),
    ("gotomeet.me", Hosts::Only, Path::Room, Service::GoToMeeting),
    ("meet.lync.com", Hosts::Only, Path::Starts(&["/"]), Service::Skype),
];

impl Service {
    /// As its makers call it.
    pub const fn name(self) -> &'static str {
        match self {
            Service::Teams => "Microsoft Teams",
            Service::Zoom => "Zoom",
            Service::Meet => "Google Meet",
            Service::Webex => "Webex",
            Service::Jitsi => "Jitsi Meet",
            Service::Whereby => "Whereby",
            Service::GoToMeeting => "GoTo Meeting",
            Service::Skype => "Skype for Business",
        }
    }

    /// The service into one of whose meetings this link leads.
    pub fn of(link: &WebLink) -> Option<Service> {
        let host = link.target.host_str()?.trim_end_matches('.');
        if link.target.port().is_some() {
            return None;
        }
        let known = |domain: &str, hosts: Hosts| match hosts {
            Hosts::Only => host == domain,
            Hosts::Below => {
                host == domain || host.strip_suffix(domain).is_some_and(|name| name.ends_with('.'))
            }
        };
        SERVICES
            .into_iter()
            .find(|(domain, hosts, path, _)| known(domain, *hosts) && path.fits(&link.target))
            .map(|(.., service)| service)
    }
}

impl Path {
    fn fits(self, target: &Url) -> bool {
        let path = target.path();
        let names = || path.split('/').filter(|name| !name.is_empty());
        match self {
            // The oldest Teams links have their path behind a `#`.
            Path::Starts(beginnings) => beginnings.iter().any(|beginning| {
                let whole = match target.fragment() {
                    Some(fragment) => format!("{path}#{fragment}"),
                    None => path.to_owned(),
                };
                whole.len() > beginning.len() && whole.starts_with(beginning)
            }),
            Path::Has(parts) => parts.iter().any(|part| path.contains(part)),
            Path::Room => names().count() == 1,
            Path::MeetCode => names().next().is_some_and(|name| name == "lookup" || is_meet_code(name)),
        }
    }
}

fn is_meet_code(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase());
    parts.iter().map(|part| part.len()).eq([3, 4, 3]) && parts.iter().all(|part| letters(part))
}

/// Where a meeting can be joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// The link.
    pub link: WebLink,
    /// Whose it is, where the host tells.
    pub service: Option<Service>,
}

/// Everything of an invitation in which the link may stand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Places<'a> {
    /// OnlineMeetingExternalLink and OnlineMeetingConfLink (MS-ASCAL 2.2.2.31 and 2.2.2.32), as far as they are there.
    pub fields: &'a [&'a str],
    /// Where the meeting takes place.
    pub location: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The addresses its HTML links to.
    pub links: &'a [String],
}

/// The link that leads into the meeting.
///
/// A field made for it counts whatever the host; so does an address that *is* the place. In a text only the known
/// services count, for any text has links.
pub fn join(places: &Places<'_>) -> Option<Join> {
    let at = |link: WebLink| Join { service: Service::of(&link), link };
    let somewhere = |join: &Join| join.link.has_domain();
    let known = |join: &Join| join.service.is_some();
    let field = places.fields.iter().filter_map(|field| WebLink::parse(field)).map(at).find(somewhere);
    field
        .or_else(|| links_in(places.location).map(at).find(known))
        .or_else(|| links_in(places.text).map(at).find(known))
        .or_else(|| {
            places.links.iter().take(MOST).filter_map(|link| WebLink::parse(link)).map(at).find(known)
        })
        .or_else(|| links_in(places.location).map(at).find(somewhere))
}

/// The links of a text, in their order.
pub fn links_in(text: &str) -> impl Iterator<Item = WebLink> + '_ {
    const SCHEME: &str = "https://";
    let mut at = 0;
    let ends =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|');
    let next = move || {
        let rest = text.get(at..).filter(|_| at < DEEPEST)?;
        let start = at + find_ignoring_case(rest, SCHEME)?;
        let whole = text.get(start..)?;
        let end = whole.find(ends).unwrap_or(whole.len());
        at = start + end.max(SCHEME.len());
        whole.get(..end)
    };
    std::iter::from_fn(next).take(MOST).filter_map(|found| WebLink::parse(without_punctuation(found)))
}

fn find_ignoring_case(text: &str, ascii: &str) -> Option<usize> {
    text.as_bytes().windows(ascii.len()).position(|window| window.eq_ignore_ascii_case(ascii.as_bytes()))
}

/// What a sentence puts behind an address does not belong to it; a bracket does where one was opened in it.
fn without_punctuation(found: &str) -> &str {
    let mut found = found;
    loop {
        let last = found.chars().next_back();
        let opened = |open, close| found.matches(open).count() >= found.matches(close).count();
        let belongs = match last {
            Some('.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '”' | '’' | '»' | '。' | '、') => {
                false
            }
            Some(')') => opened('(', ')'),
            Some(']') => opened('[', ']'),
            _ => true,
        };
        match last {
            Some(last) if !belongs => found = found.strip_suffix(last).unwrap_or_default(),
            _ => return found,
        }
    }
}

/// An address of the web that hides nothing.
fn checked(text: &str) -> Option<Url> {
    let text = text.trim();
    let bad = |c: char| c.is_control() || c.is_whitespace() || c == '\\' || is_invisible(c);
    if text.len() > LONGEST || text.contains(bad) {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let honest = url.scheme() == "https" && url.username().is_empty() && url.password().is_none();
    // An empty name before the host is dropped in reading, but it was there to be read by people.
    let authority = text.get("https://".len()..)?.split(['/', '?', '#']).next().unwrap_or_default();
    (honest && url.has_host() && !authority.contains('@')).then_some(url)
}

fn shown_host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The address inside the link of a mail filter; `None` where it is none, or keeps what it wraps to itself.
fn unwrapped(url: &Url) -> Option<String> {
    let query =
        |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let host = url.host_str()?;
    let path = url.path();
    let below = |domain: &str| host.strip_suffix(domain).is_some_and(|name| name.ends_with('.'));
    if below("safelinks.protection.outlook.com") || below("safelinks.protection.office365.us") {
        return query("url");
    }
    match host {
        "statics.teams.cdn.office.net" if path.ends_with("/safelinks.html") => query("url"),
        "urldefense.proofpoint.com" if path.starts_with("/v1/url") => query("u"),
        "urldefense.proofpoint.com" if path.starts_with("/v2/url") => {
            let coded = query("u")?.replace('-', "%").replace('_', "/");
            Some(percent_decoded(&coded))
        }
        "urldefense.com" | "urldefense.us" | "urldefense.proofpoint.com" => proofpoint_v3(url.as_str()),
        "www.google.com" if path == "/url" => query("q").or_else(|| query("url")),
        "linkprotect.cudasvc.com" if path == "/url" => query("a"),
        "secure-web.cisco.com" => {
            let inner = percent_decoded(path.rsplit('/').next().unwrap_or_default());
            inner.starts_with("https://").then_some(inner)
        }
        _ => None,
    }
}

/// `https://urldefense.com/v3/__<address>__;<characters>!!…`: each `*` of the address stands for the next of the
/// characters, which follow in base64. An address that is coded in any other way is left wrapped.
fn proofpoint_v3(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("/v3/__")?;
    let (coded, tail) = rest.rsplit_once("__;")?;
    let letters = tail.split('!').next().unwrap_or_default();
    let letters = URL_SAFE.decode(letters).or_else(|_| URL_SAFE_NO_PAD.decode(letters)).ok()?;
    let letters = String::from_utf8(letters).ok()?;
    let mut letters = letters.chars();
    if coded.contains("**") {
        return None;
    }
    // What was `https://` may have become `https:/`, by whoever tidied the path.
    let coded = coded.replacen(":/", "://", 1).replacen(":///", "://", 1);
    coded.chars().map(|c| if c == '*' { letters.next() } else { Some(c) }).collect()
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
        match (first, digit(tail.first()), digit(tail.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests;
