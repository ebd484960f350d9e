//! Where the simulation takes hold: points at which the process may die, and ways to be wrong on purpose.
//!
//! Only with the feature `hazards`, which no program that people get has; without it [`reached`] does nothing and
//! [`broken`] is a constant, so that nothing of this is left after compilation. What the points and the mutants are
//! good for is told in `docs/reliability.md`; who sets them is the crate `simulation`.

/// A point of the store at which a process may die.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Point {
    /// Everything of a transaction is written, but for its COMMIT.
    BeforeCommit,
    /// COMMIT has been made, and nobody has been told.
    AfterCommit,
}

macro_rules! mutants {
    ($($(#[doc = $doc:literal])+ $name:ident,)+) => {
        /// A way to be wrong on purpose, to see whether the simulation would notice.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Mutant {
            $($(#[doc = $doc])+ $name,)+
        }

        #[cfg(feature = "hazards")]
        impl Mutant {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// What is wrong with it, in words.
            pub fn describe(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),+).trim_ascii(),)+
                }
            }
        }
    };
}

mutants! {
    /// The mail to the organizer leaves before MeetingResponse said Status 1.
    MailBeforeStatus,
    /// Each attempt of a mail has a ClientId of its own.
    NewClientId,
    /// Done is stored before the mail has left.
    DoneBeforeMail,
    /// Quorum mails although the server does.
    MailAnyway,
    /// A mail that was sent before (Status 118) counts as failed.
    SentBeforeIsFailure,
    /// A mail is tried without end.
    EndlessMail,
    /// A wish for silence is not heard.
    SilenceIgnored,
    /// An answer whose reply was lost is sent again without looking.
    NoLook,
    /// What is missing is not looked for a second time, although a Sync may have got an old reply.
    LooksOnce,
    /// A server that is late gets no time before it is asked again.
    NoPatience,
    /// An attempt is counted after it was made.
    CountedAfterwards,
    /// Status 2 is tried again and again.
    BlindRetry,
    /// One occurrence's answer does not name the occurrence.
    WholeSeries,
    /// An answer goes to a version of the meeting that the person has not seen.
    UnseenVersion,
    /// A reply goes out in the name of the mailbox, whichever address was invited.
    PrimaryAddress,
    /// Two decisions on one meeting both leave.
    NoFolding,
    /// What was sent can be taken back.
    LateUndo,
    /// Giving the same answer again sends it again.
    RepeatTells,
    /// The SyncKey is stored before the items it covers.
    KeyBeforeItems,
    /// A busy server's collection counts as empty.
    ErrorMeansGone,
    /// A SyncKey that the server forgot takes the items with it.
    ResetForgets,
    /// The calendar's old answer is shown while the new one is on its way.
    FlipsBack,
}

#[cfg(feature = "hazards")]
mod armed {
    use std::cell::{Cell, RefCell};

    use super::{Mutant, Point};

    /// Who hears of points. It may unwind, which is how a process dies in the simulation.
    type Watcher = Box<dyn FnMut(Point)>;

    thread_local! {
        static WATCHER: RefCell<Option<Watcher>> = const { RefCell::new(None) };
        static MUTANT: Cell<Option<Mutant>> = const { Cell::new(None) };
    }

    /// From now on `watcher` hears of every point that is reached on this thread.
    pub fn watch(watcher: impl FnMut(Point) + 'static) {
        WATCHER.set(Some(Box::new(watcher)));
    }

    /// Makes engines on this thread wrong, or right again.
    pub fn mutate(mutant: Option<Mutant>) {
        MUTANT.set(mutant);
    }

    pub(crate) fn reached(point: Point) {
        WATCHER.with_borrow_mut(|watcher| {
            if let Some(watcher) = watcher {
                watcher(point);
            }
        });
    }

    pub(crate) fn broken(mutant: Mutant) -> bool {
        MUTANT.get() == Some(mutant)
    }
}

#[cfg(feature = "hazards")]
pub(crate) use armed::{broken, reached};
#[cfg(feature = "hazards")]
pub use armed::{mutate, watch};

/// A point has been reached.
#[cfg(not(feature = "hazards"))]
pub(crate) const fn reached(_: Point) {}

/// Is this engine wrong in this way?
#[cfg(not(feature = "hazards"))]
pub(crate) const fn broken(_: Mutant) -> bool {
    false
}
