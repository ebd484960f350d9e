//! Whether there is a screen to show a window on, and what to do where there is none.
//!
//! Tests need no screen: they bring their own (see the `session` module of `tests`).

use crate::Result;

/// Ends `run` before minutes of building if the window could not be shown.
pub fn require_display() -> Result {
    let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !cfg!(target_os = "linux") || has("DISPLAY") || has("WAYLAND_DISPLAY") {
        return Ok(());
    }
    Err(NO_DISPLAY.into())
}

const NO_DISPLAY: &str = "\
There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so Quorum's window cannot be shown.

  On a desktop:             run this from a terminal inside the desktop session.
  Over ssh:                 connect with `ssh -X`, then repeat.
  On a machine with none:   xvfb-run -a -s '-screen 0 1280x800x24' cargo xtask run
                            (xvfb-run comes with: apt-get install xvfb xauth)
  Without a window at all:  cargo run -p quorumctl -- --help
                            does the same work at a command line.";
