//! System packages: what is missing here is named, then installed, so that a fresh Debian or Ubuntu needs
//! nothing but Rust and Node.
//!
//! On systems without apt it says what to install and stops; nothing there is changed.

use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::{Result, command};

/// What the machine is being set up for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Building the app and showing its window.
    Run,
    /// That, and every test.
    Test,
}

/// One package of Debian and Ubuntu, and why it is asked for.
struct Package {
    name: &'static str,
    why: &'static str,
    /// The systemd units that the package would start at boot. The tests run their own instances.
    units: &'static [&'static str],
}

const fn package(name: &'static str, why: &'static str) -> Package {
    Package { name, why, units: &[] }
}

const fn daemon(name: &'static str, why: &'static str, units: &'static [&'static str]) -> Package {
    Package { name, why, units }
}

const TO_RUN: &[Package] = &[
    package("build-essential", "the C compiler and linker"),
    package("pkg-config", "finds the libraries to link"),
    package("libwebkit2gtk-4.1-dev", "the web view that draws the window"),
    package("fonts-droid-fallback", "letters of scripts that a bare system has no font for"),
];

const TO_TEST: &[Package] = &[
    package("xvfb", "a display for window tests"),
    package("webkit2gtk-driver", "drives the real window"),
    package("dbus", "a session bus of the tests' own"),
    package("gnome-keyring", "a real keychain"),
    package("imagemagick", "screenshots of the window"),
    package("fonts-dejavu-core", "letters in screenshots"),
    package("libwbxml2-utils", "an independent WBXML codec to compare with"),
    daemon("sogo", "a real ActiveSync server", &["sogo.service"]),
    package("sogo-activesync", "its ActiveSync part"),
    daemon("postgresql", "SOGo's database", &["postgresql.service"]),
    daemon("memcached", "SOGo's cache", &["memcached.service"]),
    daemon("dovecot-imapd", "SOGo's mailboxes", &["dovecot.service", "dovecot.socket"]),
    package("dovecot-lmtpd", "delivery into them"),
    daemon("postfix", "SOGo's outgoing mail", &["postfix.service"]),
];

/// Looks the packages up and installs what is missing.
pub fn ensure(purpose: Purpose) -> Result {
    if !is_program("apt-get") || !is_program("dpkg-query") {
        return elsewhere(purpose, std::env::consts::OS, can_build(), |path| Path::new(path).exists());
    }
    let missing = missing(&wanted(purpose));
    if missing.is_empty() {
        return Ok(());
    }
    let count = missing.len();
    command::heading(&format!(
        "Installing {count} missing system package{}",
        if count == 1 { "" } else { "s" }
    ));
    for package in &missing {
        println!("  {:<24} {}", package.name, package.why);
    }
    install(&missing)
}

fn wanted(purpose: Purpose) -> Vec<&'static Package> {
    // Ubuntu's `chromium` does not exist, and its `chromium-browser` fetches the snap.
    const CHROMIUM: &Package = &package("chromium", "a real browser for the UI's tests");
    const CHROMIUM_OF_UBUNTU: &Package = &package("chromium-browser", "a real browser for the UI's tests");
    match purpose {
        Purpose::Run => TO_RUN.iter().collect(),
        Purpose::Test => {
            let browser = if is_ubuntu() { CHROMIUM_OF_UBUNTU } else { CHROMIUM };
            TO_RUN.iter().chain(TO_TEST).chain([browser]).collect()
        }
    }
}

fn is_ubuntu() -> bool {
    std::fs::read_to_string("/etc/os-release")
        .is_ok_and(|release| release.lines().any(|line| line == "ID=ubuntu"))
}

fn missing(wanted: &[&'static Package]) -> Vec<&'static Package> {
    // dpkg-query fails as soon as one name is unknown to it, but it still prints the others.
    let listing = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"])
        .args(wanted.iter().map(|package| package.name))
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default();
    let installed: HashSet<&str> =
        listing.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    wanted.iter().copied().filter(|package| !installed.contains(package.name)).collect()
}

fn install(missing: &[&Package]) -> Result {
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    let mut shell = as_root().ok_or_else(|| {
        format!(
            "Only root may install them, and there is no sudo here. As root:\n\n  apt-get update && \
             apt-get install --no-install-recommends {}",
            names.join(" ")
        )
    })?;
    let units: Vec<&str> = missing.iter().flat_map(|package| package.units).copied().collect();
    shell.args(["sh", "-c", INSTALL, "install"]).arg(units.join(" ")).args(&names);
    if command::status(&mut shell)?.success() {
        return Ok(());
    }
    Err(format!(
        "apt-get could not install them; what it said stands above. If it would have had to remove other \
         packages (another mail server, for instance), decide that yourself:\n\n  apt-get install \
         --no-install-recommends {}",
        names.join(" ")
    )
    .into())
}

/// Installs without starting anything: the packages' daemons are for the tests, which start their own on
/// free ports. `policy-rc.d` is Debian's way to say so during the installation; one that the machine has
/// already is left alone. Afterwards the units just installed are kept from starting at the next boot, and
/// postfix is told beforehand not to make itself a configuration.
const INSTALL: &str = r##"
set -u
units=$1; shift
policy=/usr/sbin/policy-rc.d
mark='# Put here by `cargo xtask` while it installs packages.'
if [ ! -e "$policy" ] || grep -qF "$mark" "$policy"; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM HUP
    printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update || echo 'Some package lists could not be fetched; trying with those that are here.' >&2
case " $* " in *' postfix '*)
    echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections ;;
esac
apt-get install --yes --no-install-recommends --no-remove -o DPkg::Lock::Timeout=300 "$@" || exit 1
if [ -d /run/systemd/system ] && [ -n "$units" ]; then
    systemctl disable --quiet $units || true
fi
"##;

/// A command that runs what follows as root: `env` where we are root already, else `sudo`.
fn as_root() -> Option<Command> {
    if command::output(Command::new("id").arg("-u")).as_deref() == Some("0") {
        return Some(Command::new("env"));
    }
    is_program("sudo").then(|| Command::new("sudo"))
}

/// Where SOGo's daemons will be started through sudo: asks for the password now, while somebody looks, and
/// keeps sudo from forgetting it while the build goes on.
pub fn keep_root_at_hand() {
    let is_sudo = as_root().is_some_and(|command| command.get_program() == "sudo");
    if !is_sudo || !command::status(Command::new("sudo").arg("-v")).is_ok_and(|status| status.success()) {
        return;
    }
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(Duration::from_secs(60));
            let _ = Command::new("sudo").args(["-n", "-v"]).stdin(Stdio::null()).status();
        }
    });
}

fn is_program(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// Where there is no apt: go on if what is needed can be seen to be there, else say what it is.
fn elsewhere(purpose: Purpose, system: &str, can_build: bool, exists: impl Fn(&str) -> bool) -> Result {
    let advice = advice(system, exists);
    match purpose {
        Purpose::Run if can_build => Ok(()),
        Purpose::Run => Err(format!("{NO_APT}{advice}").into()),
        Purpose::Test => Err(format!(
            "{NO_APT}The whole test run needs Debian 12 or Ubuntu: it starts SOGo, PostgreSQL, Dovecot, \
             postfix, Xvfb and gnome-keyring from their packages. Run it in a container or virtual machine of \
             one of these, or run parts of it here with `cargo test -p CRATE`.\n\nTo build here:\n{advice}"
        )
        .into()),
    }
}

/// Can it be seen that everything is there that the app is built from?
fn can_build() -> bool {
    match std::env::consts::OS {
        "linux" => {
            command::output(Command::new("pkg-config").args(["--modversion", "webkit2gtk-4.1"])).is_some()
        }
        "macos" => command::output(Command::new("xcode-select").arg("-p")).is_some(),
        // This program was linked, so a linker is here; the web view is part of Windows since 10.
        "windows" => true,
        _ => false,
    }
}

const NO_APT: &str = "This machine has no apt-get, so nothing was installed.\n\n";

fn advice(system: &str, exists: impl Fn(&str) -> bool) -> &'static str {
    match system {
        "macos" => {
            "\
Install the compiler and linker, then repeat:

  xcode-select --install
"
        }
        "windows" => {
            "\
Install these, then repeat:

  Microsoft C++ Build Tools, with \"Desktop development with C++\"
      winget install Microsoft.VisualStudio.2022.BuildTools
  WebView2 (part of Windows 11 and of current Windows 10)
      winget install Microsoft.EdgeWebView2Runtime
"
        }
        _ if exists("/etc/fedora-release") => {
            "\
Install these, then repeat:

  sudo dnf install gcc pkgconf-pkg-config webkit2gtk4.1-devel
"
        }
        _ if exists("/etc/arch-release") => {
            "\
Install these, then repeat:

  sudo pacman -S --needed base-devel webkit2gtk-4.1
"
        }
        _ if exists("/etc/SUSE-brand") || exists("/usr/bin/zypper") => {
            "\
Install these, then repeat:

  sudo zypper install gcc pkg-config webkit2gtk3-devel
"
        }
        _ => {
            "\
Install these under the names your system gives them, then repeat:

  a C compiler (gcc or clang)
  pkg-config
  WebKitGTK 4.1 with its development files (pkg-config has to find webkit2gtk-4.1)
"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_is_not_installed_is_missing_and_one_that_is_there_is_not() {
        if !is_program("dpkg-query") {
            return; // Nothing to ask on this system.
        }
        const THERE: &Package = &package("dpkg", "every Debian has it");
        const NOT_THERE: &Package = &package("quorum-no-such-package", "nobody has it");
        let missing = missing(&[THERE, NOT_THERE]);
        assert_eq!(
            missing.iter().map(|package| package.name).collect::<Vec<_>>(),
            ["quorum-no-such-package"]
        );
    }

    #[test]
    fn other_systems_are_told_what_to_install_under_their_own_names() {
        let said = |purpose, system, can_build, marker: &'static str| {
            elsewhere(purpose, system, can_build, move |path| path == marker).map_err(|why| why.to_string())
        };
        for (system, marker, install) in [
            ("macos", "", "xcode-select --install"),
            ("windows", "", "winget install Microsoft.EdgeWebView2Runtime"),
            ("linux", "/etc/fedora-release", "sudo dnf install gcc pkgconf-pkg-config webkit2gtk4.1-devel"),
            ("linux", "/etc/arch-release", "sudo pacman -S --needed base-devel webkit2gtk-4.1"),
            ("linux", "/usr/bin/zypper", "sudo zypper install gcc"),
            ("linux", "/etc/nobody-knows", "pkg-config has to find webkit2gtk-4.1"),
        ] {
            let run = said(Purpose::Run, system, false, marker).unwrap_err();
            assert!(
                run.contains("nothing was installed") && run.contains(install),
                "{system} {marker}: {run}"
            );
            assert_eq!(said(Purpose::Run, system, true, marker), Ok(()), "{system}: all is there");
            let test = said(Purpose::Test, system, true, marker).unwrap_err();
            assert!(
                test.contains("Debian 12 or Ubuntu") && test.contains(install),
                "{system} {marker}: {test}"
            );
        }
    }

    #[test]
    fn running_the_app_asks_for_no_server_and_no_browser() {
        let names: Vec<&str> = wanted(Purpose::Run).iter().map(|package| package.name).collect();
        assert_eq!(names[..3], ["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"]);
        assert_eq!(names[3..], ["fonts-droid-fallback"], "the demo's people write in seven scripts");
        assert!(wanted(Purpose::Run).iter().all(|package| package.units.is_empty()));
    }
}
