//! Lists, search and the first page.

use crate::world::*;
use gridwalk_replica::{FIRST_PAGE_ROWS, HazardFilter, HazardOrder, InspectionFilter, ReviewKind, Sought};

#[test]
fn visits_come_newest_first_a_page_at_a_time_own_ones_among_them() {
    run(async {
        let world = World::new();
        let of = world.import(1, "店");
        for number in 1..=150 {
            world.server.record(world.visit(number, of, &[]).remove(0));
        }
        world.server.0.borrow_mut().page_rows = 1_000;
        let replica = world.open().await;
        world.drain(&replica).await.unwrap();
        for number in 151..=155 {
            world.commit(&replica, world.visit(number, of, &[])).await.unwrap();
        }
        for filter in [
            InspectionFilter::default(),
            InspectionFilter { premises: Some(of), ..Default::default() },
            InspectionFilter { review: Some(ReviewKind::Pending), ..Default::default() },
            InspectionFilter { actor: Some(world.identity.account), limit: 7, ..Default::default() },
        ] {
            let (mut seen, mut filter) = (Vec::new(), filter);
            loop {
                let page = replica.inspections(&filter).await.unwrap();
                seen.extend(page.rows.iter().map(|row| row.id));
                filter.after = page.next;
                if filter.after.is_none() {
                    break;
                }
            }
            let wanted: Vec<_> = (1..=155).rev().map(inspection).collect();
            assert_eq!(seen, wanted);
        }
        let none = InspectionFilter { review: Some(ReviewKind::Returned), ..Default::default() };
        assert_eq!(replica.count_inspections(&none).await, Ok(0));
    });
}

#[test]
fn hazards_come_by_day_or_by_time() {
    run(async {
        let world = World::new();
        let of = world.import(1, "店");
        let replica = world.open().await;
        world.drain(&replica).await.unwrap();
        let photo = picture(1, 10);
        let hash = gridwalk_domain::photo::PhotoHash::of(&photo);
        replica.put_photo(hash, &photo, "image/jpeg", None, world.clock_now()).await.unwrap();
        for number in 1..=3 {
            world.commit(&replica, world.visit(number, of, std::slice::from_ref(&photo))).await.unwrap();
        }
        let newest = replica.hazards(&HazardFilter { premises: Some(of), ..Default::default() }).await.unwrap();
        assert_eq!(newest.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [300, 200, 100].map(hazard));
        let due = HazardFilter { order: HazardOrder::DueFirst, limit: 2, ..Default::default() };
        let before = replica.hazards(&due).await.unwrap();
        assert_eq!((before.rows.len(), before.next.is_some()), (2, true));
        world.drain(&replica).await.unwrap();
        assert_eq!(replica.hazards(&due).await.unwrap(), before, "acknowledged, they stand where they stood");
    });
}

#[test]
fn the_search_finds_any_part_of_name_address_and_landlord() {
    run(async {
        let world = World::new();
        world.import(1, "老王小吃ABC");
        world.import(2, "幸福超市");
        let replica = world.open().await;
        world.drain(&replica).await.unwrap();
        world.commit(&replica, vec![world.stamp(registered(3, "𠮷野家"))]).await.unwrap();
        for (text, count) in [
            ("", 3),
            ("王小", 1),
            ("abc", 1),
            ("aBc 幸福路", 1),
            ("幸福", 3),
            ("路2号", 1),
            ("三丰", 3),
            ("𠮷", 1),
            ("没有", 0),
            ("超市 王", 0),
        ] {
            let (list, sought) = (replica.premises_list().await.unwrap(), Sought::new(text));
            assert_eq!(list.iter().filter(|one| sought.finds(one)).count(), count, "{text}");
        }
    });
}

#[test]
fn the_first_page_is_the_beginning_of_the_list_whatever_was_done() {
    run(async {
        let world = World::new();
        world.server.0.borrow_mut().page_rows = 1_000;
        for number in 1..=200 {
            world.import(number, "店");
        }
        let replica = world.open().await;
        world.drain(&replica).await.unwrap();
        for round in 0..40 {
            let replica = world.open().await;
            let page = replica.first_page().await.unwrap();
            let list = replica.premises_list().await.unwrap();
            assert_eq!(page.total as usize, list.len());
            assert!(page.rows.len() + round >= FIRST_PAGE_ROWS, "{} rows in round {round}", page.rows.len());
            assert_eq!(page.rows, list[..page.rows.len()], "round {round}");
            if round % 3 == 0 {
                world.commit(&replica, vec![world.stamp(registered(1_000 + round as u128, "新"))]).await.unwrap();
            } else {
                let first = list[round % 7].id;
                world.commit(&replica, world.visit(round as u128, first, &[])).await.unwrap();
            }
            if round % 8 == 7 {
                world.drain(&replica).await.unwrap();
            }
        }
        let replica = world.open().await;
        for (name, row) in world.server.rows() {
            if replica.row(name).await.unwrap().is_none() {
                panic!("{row:?} is missing");
            }
        }
    });
}

#[test]
fn many_small_changes_are_packed_again() {
    run(async {
        let world = World::new();
        let replica = world.open().await;
        world.server.0.borrow_mut().page_rows = 1_000;
        for number in 1..=2_500 {
            world.import(number, "店");
        }
        world.drain(&replica).await.unwrap();
        let before = replica.premises_list().await.unwrap();
        assert_eq!(before.len(), 2_500);
        for number in 1..=1_300 {
            world.server.record(world.visit(number, premises(number), &[]).remove(0));
        }
        world.drain(&replica).await.unwrap();
        let query = gridwalk_replica::store::Query::prefix(gridwalk_replica::store::Table::Segments, &[]);
        let segments = gridwalk_replica::store::Store::keys(replica.store(), &query).await.unwrap();
        assert!(segments.len() <= 18, "{}", segments.len());
        let fresh = world.open().await;
        assert_eq!(fresh.premises_list().await.unwrap().len(), 2_500);
        assert_eq!(fresh.premises_list().await.unwrap(), replica.premises_list().await.unwrap());
    });
}
