//! What a test starts ends with it, whatever it has started in turn.

use std::path::Path;
use std::time::Duration;

use quorum_tests::supervise::Launch;
use quorum_tests::wait::until_blocking;

const LIMIT: Duration = Duration::from_secs(10);

#[test]
fn a_process_ends_with_its_owner_and_so_do_children_in_sessions_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    // One child that stays in the group, one that leaves it and is deaf to being asked.
    let script = "sleep 300 & echo $!; setsid sh -c \"trap '' TERM; echo \\$\\$; sleep 300\" & wait";
    let shell = Launch::new("sh").args(["-c", script]).start(folder.path(), "family").unwrap();
    let children = until_blocking("both children", LIMIT, || {
        let output = shell.output();
        let pids: Vec<String> = output.lines().map(str::to_owned).collect();
        Ok((pids.len() == 2 && output.ends_with('\n')).then_some(pids))
    });
    let children = children.unwrap();
    let alive = |pid: &String| Path::new("/proc").join(pid).join("exe").read_link().is_ok();
    assert!(children.iter().all(alive), "they run while they are owned");
    shell.stop();
    let gone =
        until_blocking("the children to end", LIMIT, || Ok((!children.iter().any(alive)).then_some(())));
    gone.unwrap();
}

#[test]
fn a_process_gets_only_the_environment_and_input_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let environment =
        [("PATH".to_owned(), "/usr/bin:/bin".to_owned()), ("GIVEN".to_owned(), "yes".to_owned())];
    let shell = Launch::new("sh")
        .args(["-c", "read -r line; echo \"$line $GIVEN ${HOME-none}\""])
        .environment(&environment)
        .input("asked\n")
        .start(folder.path(), "environment")
        .unwrap();
    let said = until_blocking("its answer", LIMIT, || {
        let output = shell.output();
        Ok(output.ends_with('\n').then_some(output))
    });
    assert_eq!(said.unwrap(), "asked yes none\n");
}
