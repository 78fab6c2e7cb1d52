//! What a key of the editor does to a text.

use crate::tui::action::Id;
use crate::tui::widgets::editor::Editor;

/// Does it; false when it is no key of the editor, or one that leaves the text.
pub fn edit(editor: &mut Editor, id: Id) -> bool {
    match id {
        Id::EditEnter => editor.newline(),
        Id::EditUndo => drop(editor.undo()),
        Id::EditRedo => drop(editor.redo()),
        Id::EditBackspace => editor.backspace(),
        Id::EditDelete => editor.delete(),
        Id::EditDeleteWord => editor.delete_word(),
        Id::EditDeleteLine => editor.delete_line(),
        Id::EditClear => editor.clear(),
        Id::EditLineUp => editor.move_line(false),
        Id::EditLineDown => editor.move_line(true),
        Id::EditLeft => editor.left(),
        Id::EditRight => editor.right(),
        Id::EditWordLeft => editor.word_left(),
        Id::EditWordRight => editor.word_right(),
        Id::EditUp => editor.vertical(-1),
        Id::EditDown => editor.vertical(1),
        Id::EditPageUp => editor.pages(-1),
        Id::EditPageDown => editor.pages(1),
        Id::EditHome => editor.home(),
        Id::EditEnd => editor.end(),
        Id::EditFirst => editor.edge(false),
        Id::EditLast => editor.edge(true),
        _ => return false,
    }
    true
}
