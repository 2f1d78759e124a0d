//! Tables.
//!
//! In: a table of the page, made of table elements or of boxes that say which is a row and which a cell. Out: the same with
//! pipes, columns padded to one width. A table without a heading row gets an empty one: markdown knows no other.

use super::{Block, Kind, Writer};
use crate::capture::mirror::{MAX_DEPTH, Node, NodeId};

/// Cells are padded up to this width; longer ones stand out.
const WIDEST: usize = 40;

struct Cell {
    text: String,
    align: char,
    heads: bool,
}

impl Writer<'_> {
    /// Writes a table; false when it has no cells.
    pub(super) fn table(&self, id: NodeId, blocks: &mut Vec<Block>, depth: usize) -> bool {
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        self.rows(id, &mut rows, depth, 0);
        rows.retain(|row| !row.is_empty());
        if let [only] = rows.as_mut_slice() {
            // Boxes without rows: as many columns as there are headings.
            let columns = only.iter().take_while(|cell| cell.heads).count();
            if columns > 0 && only.len() > columns && only.len().is_multiple_of(columns) {
                let mut cells = rows.remove(0).into_iter();
                while cells.len() > 0 {
                    rows.push(cells.by_ref().take(columns).collect());
                }
            }
        }
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        if columns == 0 {
            return false;
        }
        let mut aligns: Vec<char> = (0..columns)
            .map(|at| {
                rows.iter()
                    .filter_map(|row| row.get(at))
                    .map(|cell| cell.align)
                    .next()
                    .unwrap_or('-')
            })
            .collect();
        aligns.resize(columns, '-');
        let headed = rows[0].iter().any(|cell| cell.heads);
        let mut texts: Vec<Vec<String>> = Vec::with_capacity(rows.len() + 1);
        if !headed {
            texts.push(Vec::new());
        }
        texts.extend(
            rows.into_iter()
                .map(|row| row.into_iter().map(|cell| cell.text).collect()),
        );
        let mut widths = vec![3; columns];
        for row in &mut texts {
            row.resize(columns, String::new());
            for (width, cell) in widths.iter_mut().zip(row.iter()) {
                *width = (*width).max(cell.chars().count()).min(WIDEST);
            }
        }
        let mut lines = Vec::new();
        for (at, row) in texts.iter().enumerate() {
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
            kind: Kind::Closed,
        });
        true
    }

    /// Gathers the rows of a table, not those of tables inside it.
    fn rows(&self, id: NodeId, rows: &mut Vec<Vec<Cell>>, depth: usize, below: usize) {
        let Some(node) = self.shown(id).filter(|_| below < MAX_DEPTH) else {
            return;
        };
        for child in node.elements() {
            let Some(part) = self.shown(child) else { continue };
            let role = part.attribute("role");
            if part.tag == "tr" || role == Some("row") {
                rows.push(Vec::new());
                self.rows(child, rows, depth, below + 1);
            } else if matches!(part.tag.as_str(), "td" | "th")
                || matches!(role, Some("cell" | "gridcell" | "columnheader" | "rowheader"))
            {
                if rows.is_empty() {
                    rows.push(Vec::new());
                }
                let cell = self.cell(part, depth);
                if let Some(row) = rows.last_mut() {
                    row.push(cell);
                }
            } else if part.tag != "table" && part.tag != "caption" {
                self.rows(child, rows, depth, below + 1);
            }
        }
    }

    fn cell(&self, node: &Node, depth: usize) -> Cell {
        let class = |word: &str| node.has_class(word);
        Cell {
            text: self.flat(node, depth + 2).replace("\\|", "|").replace('|', "\\|"),
            align: match node.attribute("align") {
                Some("right" | "end") => 'r',
                Some("center") => 'c',
                Some("left" | "start") => 'l',
                _ if class("text-right") => 'r',
                _ if class("text-center") => 'c',
                _ => '-',
            },
            heads: node.tag == "th" || node.attribute("role") == Some("columnheader"),
        }
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
        'l' => format!(":{}", "-".repeat(width - 1)),
        _ => "-".repeat(width),
    }
}
