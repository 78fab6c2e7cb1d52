use super::*;
use crate::text::escape::is_safe;
use serde_json::json;

fn shown(tree: &Tree, rows: u16) -> Vec<String> {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 40, rows));
    tree.draw(buffer.area, &mut buffer, &Theme::standard());
    let row = |y| (0..40).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (0..rows).map(|y| row(y).trim_end().to_owned()).collect()
}

fn order() -> Tree {
    Tree::new(&json!({"id": 7, "items": [{"sku": "a-1"}, {"sku": "b-2"}], "odd key": {}}))
}

#[test]
fn it_is_indented_json() {
    let value = json!({"id": 7, "tags": ["a", null], "none": {}});
    let lines: Vec<String> = shown(&Tree::new(&value), 9)
        .iter()
        .map(|line| line.get(1..).unwrap_or_default().to_owned())
        .collect();
    assert_eq!(lines.join("\n").trim_end(), format!("{value:#}"));
}

#[test]
fn the_cursor_tells_its_path_as_jq_writes_it() {
    let mut tree = order();
    let mut paths = Vec::new();
    for _ in 0..8 {
        paths.push(tree.path());
        tree.step(1);
    }
    assert_eq!(
        paths,
        [
            "",
            ".id",
            ".items",
            ".items[0]",
            ".items[0].sku",
            ".items[1]",
            ".items[1].sku",
            ".\"odd key\""
        ]
    );
    assert_eq!(tree.path(), ".\"odd key\"", "there is nothing below");
}

#[test]
fn a_part_folds_to_its_count_and_all_parts_fold_at_once() {
    let mut tree = order();
    tree.step(4);
    tree.fold();
    assert_eq!(tree.path(), ".items[0]", "a leaf folds what it is a part of");
    assert_eq!(shown(&tree, 20)[3], "     { … 1 },");
    tree.fold();
    tree.fold_all();
    assert_eq!(tree.path(), ".items", "the cursor is where it can be seen");
    assert_eq!(
        shown(&tree, 5),
        [
            " {",
            "   \"id\": 7,",
            "   \"items\": [ … 2 ],",
            "   \"odd key\": {}",
            " }"
        ]
    );
    tree.fold_all();
    assert_eq!(shown(&tree, 12).iter().filter(|line| line.contains("sku")).count(), 2);
}

#[test]
fn the_cursor_is_always_seen() {
    let list: Vec<i32> = (0..100).collect();
    let mut tree = Tree::new(&json!(list));
    assert_eq!(shown(&tree, 5)[0], " [");
    tree.end(true);
    assert_eq!(shown(&tree, 5)[3..], ["   99", " ]"]);
    tree.pages(-1);
    assert_eq!(tree.path(), "[95]");
    assert_eq!(shown(&tree, 5)[0], "   95,");
    tree.end(false);
    assert_eq!(shown(&tree, 5)[0], " [");
}

#[test]
fn names_and_values_cannot_steer_the_terminal() {
    let tree = Tree::new(&json!({"\u{1b}[2J": "\u{9b}31m\u{202e}"}));
    assert!(shown(&tree, 4).iter().all(|line| line.chars().all(is_safe)));
    let mut tree = tree;
    tree.step(1);
    assert_eq!(tree.path(), ".\"\\u001b[2J\"");
}
