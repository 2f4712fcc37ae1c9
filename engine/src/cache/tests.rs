use std::fs::File;
use std::time::{Duration, SystemTime};

use super::*;
use crate::fingerprint::tests::example;

fn left() -> Left {
    Left {
        predictions: b"predictions".to_vec(),
        columns: vec!["id".into()],
        seconds: 0.5,
    }
}

fn opened() -> (TempDir, Cache) {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path().to_owned()).unwrap();
    (folder, cache)
}

fn print(seed: u64) -> Fingerprint {
    Fingerprint {
        seed: Some(seed),
        ..example()
    }
}

fn store(cache: &Cache, seed: u64) -> Digest {
    let print = print(seed);
    cache.store(&print, &left(), &Value::Null).unwrap();
    print.digest()
}

fn hit(cache: &Cache, digest: &Digest) -> Entry {
    match cache.lookup(digest) {
        Lookup::Hit(entry) => entry,
        other => panic!("{other:?}"),
    }
}

/// A lease of an engine that ran in this process's place once.
fn dead_lease(cache: &Cache, needs: &str) -> String {
    let (rest, started) = mark()
        .rsplit_once('~')
        .map(|(rest, started)| (rest.to_owned(), started.parse::<u64>().unwrap()))
        .unwrap();
    let name = format!("{rest}~{}-0", started + 1);
    crate::files::create_exclusive(&cache.root.join("engines").join(&name), needs.as_bytes())
        .unwrap();
    name
}

fn asked(limit: u64) -> Sweeping {
    Sweeping {
        limit: Some(limit),
        unused: None,
        dry: false,
    }
}

#[test]
fn what_is_stored_is_found() {
    let (folder, cache) = opened();
    let digest = print(0).digest();
    assert_eq!(cache.lookup(&digest), Lookup::Miss);
    let report = serde_json::json!({"epochs": [1]});
    let stored = cache.store(&print(0), &left(), &report).unwrap();
    assert_eq!(hit(&cache, &digest), stored);
    assert_eq!(stored.predictions().unwrap(), left().predictions);
    assert_eq!(cache.report(&digest), Some(report));
    assert_eq!(cache.fingerprint(&digest), Some(print(0).document()));
    store(&cache, 0);
    assert_eq!(fs::read_dir(folder.path().join("tmp")).unwrap().count(), 0);
}

#[test]
fn every_damaged_byte_is_a_miss_that_can_be_stored_again() {
    let (_folder, cache) = opened();
    let digest = store(&cache, 0);
    for file in [entry::ENTRY, entry::PREDICTIONS, entry::REPORT] {
        let path = cache.folder(&digest).join(file);
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            write_atomic(&path, &damaged).unwrap();
            let found = cache.lookup(&digest);
            assert!(
                matches!(found, Lookup::Damaged(_)),
                "{file} byte {at}: {found:?}"
            );
        }
        fs::remove_file(&path).unwrap();
        assert!(
            matches!(cache.lookup(&digest), Lookup::Damaged(_)),
            "{file}"
        );
        store(&cache, 0);
        hit(&cache, &digest);
    }
}

#[test]
fn trial_that_leaves_something_else_keeps_what_is_there() {
    let (_folder, cache) = opened();
    let digest = store(&cache, 0);
    let other = Left {
        predictions: b"others".to_vec(),
        ..left()
    };
    let kept = cache.store(&print(0), &other, &Value::Null).unwrap();
    assert_eq!(kept, hit(&cache, &digest));
    assert_eq!(kept.predictions().unwrap(), left().predictions);
}

#[test]
fn predictions_are_checked_again_when_they_are_read() {
    let (_folder, cache) = opened();
    let digest = store(&cache, 0);
    let entry = hit(&cache, &digest);
    write_atomic(&entry.path(), b"lies").unwrap();
    assert!(entry.predictions().is_err());
}

#[test]
fn remembered_entry_is_read_again_once_a_byte_changed_though_its_time_was_restored() {
    let (_folder, cache) = opened();
    let digest = store(&cache, 0);
    let lease = cache.lease().unwrap();
    let plan = lease.needs(&[&digest]).unwrap();
    let look = || cache.looking(&plan).up(&[&digest]).remove(0);
    std::thread::sleep(Duration::from_millis(100));
    for _ in 0..2 {
        assert_eq!(look(), Lookup::Hit(hit(&cache, &digest)));
    }
    assert_eq!(cache.looking(&plan).known(), 1);

    let path = hit(&cache, &digest).path();
    let before = fs::metadata(&path).unwrap();
    let mut permissions = before.permissions();
    #[expect(
        clippy::permissions_set_readonly_false,
        reason = "the file is the test's own"
    )]
    permissions.set_readonly(false);
    fs::set_permissions(&path, permissions).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[3] ^= 1;
    fs::write(&path, bytes).unwrap();
    let file = File::options().write(true).open(&path).unwrap();
    file.set_modified(before.modified().unwrap()).unwrap();
    assert!(matches!(look(), Lookup::Damaged(_)));
}

#[test]
fn trial_is_claimed_by_one_engine_and_free_once_that_ends() {
    let (_folder, cache) = opened();
    let digest = print(0).digest();
    let (one, two) = (cache.lease().unwrap(), cache.lease().unwrap());
    let Claimed::Own(claim) = cache.claim(&digest, &one).unwrap() else {
        panic!("nobody else claimed it");
    };
    assert!(matches!(
        cache.claim(&digest, &two).unwrap(),
        Claimed::Others
    ));
    drop(claim);
    assert!(matches!(
        cache.claim(&digest, &two).unwrap(),
        Claimed::Own(_)
    ));
}

#[test]
fn claim_of_a_dead_engine_is_broken() {
    let (_folder, cache) = opened();
    let digest = print(0).digest();
    let path = cache.root.join("claims").join(digest.as_str());
    let lease = cache.lease().unwrap();
    for holder in [dead_lease(&cache, ""), "nonsense".to_owned()] {
        crate::files::create_exclusive(&path, holder.as_bytes()).unwrap();
        assert!(matches!(
            cache.claim(&digest, &lease).unwrap(),
            Claimed::Own(_)
        ));
    }
    // One that has no name yet may be being written.
    crate::files::create_exclusive(&path, b"").unwrap();
    assert!(matches!(
        cache.claim(&digest, &lease).unwrap(),
        Claimed::Others
    ));
}

#[test]
fn of_many_engines_one_claims() {
    let (_folder, cache) = opened();
    let digest = print(0).digest();
    let path = cache.root.join("claims").join(digest.as_str());
    for _ in 0..20 {
        let holder = dead_lease(&cache, "");
        crate::files::create_exclusive(&path, holder.as_bytes()).unwrap();
        let claims: Vec<_> = std::thread::scope(|scope| {
            let engines: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        let lease = cache.lease().unwrap();
                        let claim = cache.claim(&digest, &lease).unwrap();
                        (lease, claim)
                    })
                })
                .collect();
            engines
                .into_iter()
                .map(|engine| engine.join().unwrap())
                .collect()
        });
        let own = claims
            .iter()
            .filter(|(_, claim)| matches!(claim, Claimed::Own(_)));
        assert_eq!(own.count(), 1);
        drop(claims);
        fs::remove_file(cache.root.join("engines").join(holder)).unwrap();
    }
}

#[test]
fn sweep_evicts_what_was_not_used_for_longest_and_spares_what_is_needed() {
    let (_folder, cache) = opened();
    let digests: Vec<_> = (0..4).map(|seed| store(&cache, seed)).collect();
    // The first was used last, but for the third, which an engine needs.
    let used = cache.lease().unwrap();
    let list = used.needs(&[&digests[0]]).unwrap();
    drop(used);
    let later = SystemTime::now() + Duration::from_hours(1);
    let file = File::open(cache.root.join("uses").join(list.as_str())).unwrap();
    file.set_modified(later).unwrap();
    let running = cache.lease().unwrap();
    running.needs(&[&digests[2]]).unwrap();

    let lease = cache.lease().unwrap();
    let each = cache.inventory().unwrap().stored[0].bytes;
    let dry = Sweeping {
        dry: true,
        ..asked(2 * each)
    };
    let told = cache.sweep(dry, &lease).unwrap().unwrap();
    assert_eq!(told.evicted, (2, 2 * each));
    assert_eq!(cache.inventory().unwrap().stored.len(), 4);

    let swept = cache.sweep(asked(2 * each), &lease).unwrap().unwrap();
    assert_eq!(swept.evicted, told.evicted);
    assert_eq!(swept.kept, (2, 2 * each));
    assert_eq!(swept.needed, (1, each));
    hit(&cache, &digests[0]);
    hit(&cache, &digests[2]);

    let swept = cache.sweep(asked(0), &lease).unwrap().unwrap();
    assert_eq!(swept.kept, (1, each));
    hit(&cache, &digests[2]);
}

#[test]
fn lease_that_is_gone_is_written_again() {
    let (_folder, cache) = opened();
    let digest = store(&cache, 0);
    let running = cache.lease().unwrap();
    assert!(!running.has_told());
    running.needs(&[&digest]).unwrap();
    assert!(running.has_told());
    fs::remove_file(&running.path).unwrap();
    lease::keep_alive(&running.path, &running.needed).unwrap();
    let swept = cache
        .sweep(asked(0), &cache.lease().unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(swept.needed.0, 1);
}

#[test]
fn lists_that_are_being_written_are_left_alone() {
    let (_folder, cache) = opened();
    let lease = cache.lease().unwrap();
    lease.needs(&[&store(&cache, 0)]).unwrap();
    let writing = cache.root.join("uses/.writing-other");
    fs::write(&writing, "").unwrap();
    cache.sweep(asked(0), &lease).unwrap().unwrap();
    assert!(writing.exists());
}

#[test]
fn datasets_that_were_put_together_are_counted_and_evicted() {
    let (_folder, cache) = opened();
    let digest = Digest::of(b"dataset");
    let path = fanned(&cache.pieces(), &digest).with_extension("dataset");
    crate::files::write_sealed(&path, b"rows").unwrap();
    let stored = cache.inventory().unwrap().stored;
    assert_eq!(stored[0].digest, digest);
    assert_eq!(stored[0].damage(&cache), None);
    let lease = cache.lease().unwrap();
    assert_eq!(cache.sweep(asked(0), &lease).unwrap().unwrap().evicted.0, 1);
    assert!(!path.exists());
}

#[test]
fn nothing_is_evicted_while_an_engine_may_need_anything() {
    let (_folder, cache) = opened();
    let digest = store(&cache, 0);
    let starting = cache.lease().unwrap();
    let lease = cache.lease().unwrap();
    let swept = cache.sweep(asked(0), &lease).unwrap().unwrap();
    assert_eq!(swept.kept.0, 1);
    hit(&cache, &digest);
    drop(starting);
    let swept = cache.sweep(asked(0), &lease).unwrap().unwrap();
    assert_eq!(swept.evicted.0, 1);
    assert_eq!(cache.lookup(&digest), Lookup::Miss);
}

#[test]
fn one_engine_sweeps_at_a_time_and_a_dead_sweeper_is_no_obstacle() {
    let (_folder, cache) = opened();
    let (lease, other) = (cache.lease().unwrap(), cache.lease().unwrap());
    let mark = cache.root.join("sweeping");
    crate::files::create_exclusive(&mark, other.name().as_bytes()).unwrap();
    assert_eq!(cache.sweep(asked(0), &lease).unwrap(), None);
    fs::remove_file(&mark).unwrap();
    let dead = dead_lease(&cache, "");
    crate::files::create_exclusive(&mark, dead.as_bytes()).unwrap();
    let swept = cache.sweep(asked(0), &lease).unwrap().unwrap();
    assert_eq!(swept.left_behind, 1);
    assert!(!mark.exists());
}

#[test]
fn what_was_not_used_for_long_goes_whatever_the_limit() {
    let (_folder, cache) = opened();
    store(&cache, 0);
    let lease = cache.lease().unwrap();
    let unused = |unused| Sweeping {
        limit: None,
        unused: Some(unused),
        dry: false,
    };
    let hour = unused(Duration::from_hours(1));
    assert_eq!(cache.sweep(hour, &lease).unwrap().unwrap().evicted.0, 0);
    std::thread::sleep(Duration::from_millis(20));
    let now = unused(Duration::from_millis(1));
    assert_eq!(cache.sweep(now, &lease).unwrap().unwrap().evicted.0, 1);
}
