//! Tables.
//!
//! In: a table of the page. Out: the same with pipes, columns padded to one width.

use super::{Block, Writer};
use crate::capture::mirror::NodeId;

impl Writer<'_> {
    pub(super) fn table(&self, id: NodeId, blocks: &mut Vec<Block>, depth: usize) {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut aligns: Vec<char> = Vec::new();
        for row in self.mirror.walk_shown(id) {
            let Some(node) = self.shown(row).filter(|node| node.tag == "tr") else {
                continue;
            };
            let mut cells = Vec::new();
            for cell in node.elements() {
                let Some(cell) = self
                    .shown(cell)
                    .filter(|cell| cell.tag == "td" || cell.tag == "th")
                else {
                    continue;
                };
                if rows.is_empty() {
                    aligns.push(match cell.attribute("align") {
                        Some("right" | "end") => 'r',
                        Some("center") => 'c',
                        _ => 'l',
                    });
                }
                cells.push(self.flat(cell, depth + 2).replace('|', "\\|"));
            }
            if !cells.is_empty() {
                rows.push(cells);
            }
        }
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        if columns == 0 {
            return;
        }
        aligns.resize(columns, 'l');
        let mut widths = vec![3; columns];
        for row in &mut rows {
            row.resize(columns, String::new());
            for (width, cell) in widths.iter_mut().zip(row.iter()) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let mut lines = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .zip(&aligns)
                .map(|((cell, width), align)| pad(cell, *width, *align))
                .collect();
            lines.push(format!("| {} |", cells.join(" | ")));
            if at == 0 {
                let rules: Vec<String> = widths
                    .iter()
                    .zip(&aligns)
                    .map(|(width, align)| rule(*width + 2, *align))
                    .collect();
                lines.push(format!("|{}|", rules.join("|")));
            }
        }
        blocks.push(Block {
            text: lines.join("\n"),
            tight: false,
        });
    }
}

fn pad(cell: &str, width: usize, align: char) -> String {
    let blanks = width.saturating_sub(cell.chars().count());
    match align {
        'r' => format!("{}{cell}", " ".repeat(blanks)),
        'c' => format!(
            "{}{cell}{}",
            " ".repeat(blanks / 2),
            " ".repeat(blanks - blanks / 2)
        ),
        _ => format!("{cell}{}", " ".repeat(blanks)),
    }
}

fn rule(width: usize, align: char) -> String {
    match align {
        'r' => format!("{}:", "-".repeat(width - 1)),
        'c' => format!(":{}:", "-".repeat(width - 2)),
        _ => "-".repeat(width),
    }
}
