// The tables of the section selection; `report` holds what all scripts share.
(() => {
  const { data, t, make, grid, plain, indices, unitName, unitCell, box, sub, last, tag } = report;
  const s = data.sections;
  const list = s.list, p = s.people, picks = s.picks;
  grid(box("section-table"), {
    rows: indices(list.id), search: t.search_sections, size: 20,
    columns: [
      { head: t.section, key: (r) => list.name[r], cell: (r) => make("span", {}, list.name[r], list.name[r] === list.id[r] ? null : sub(list.id[r])) },
      { head: t.unit, key: (r) => unitName(list.unit[r]), cell: (r) => unitCell(list.unit[r]), wide: true },
      plain(t.capacity, list.capacity, { number: true }),
      { head: t.people_in, key: (r) => list.members[r].length, cell: (r) => list.members[r].length, number: true },
      { head: t.members, key: (r) => list.members[r].join(" "), cell: (r) => list.members[r].join("  ") },
    ],
    text: (r) => `${list.id[r]} ${list.name[r]} ${unitName(list.unit[r])} ${list.members[r].join(" ")}`,
  });
  const stages = [...new Set(p.stage)], groups = [...new Set(p.group)];
  grid(box("staff-table"), {
    rows: indices(p.id), search: t.search_sections,
    columns: [
      plain(t.id, p.id),
      plain(t.name, p.name),
      plain(t.group, p.group),
      { head: t.from_section, key: (r) => p.from[r] || "\uffff", cell: (r) => p.from[r] || "" },
      { head: t.to_section, key: (r) => p.to[r] || "\uffff", cell: (r) => p.to[r] || "" },
      { head: t.stage, key: (r) => p.stage[r], cell: (r) => tag("stage", p.key[r], p.stage[r]) },
      { head: t.wish, key: (r) => last(p.wish[r]), cell: (r) => p.wish[r] || "", number: true },
    ],
    text: (r) => `${p.id[r]} ${p.name[r]} ${p.from[r] || ""} ${p.to[r] || ""}`,
    filters: [
      { label: t.all, test: null },
      ...groups.map((group) => ({ label: group, test: (r) => p.group[r] === group })),
      ...stages.map((stage) => ({ label: stage, test: (r) => p.stage[r] === stage })),
    ],
  });
  if (!box("pick-table")) return;
  grid(box("pick-table"), {
    rows: indices(picks.round), search: t.search_sections, size: 15,
    columns: [
      plain(t.round, picks.round, { number: true }),
      plain(t.section, picks.section),
      { head: t.pick, key: (r) => picks.cadre[r] || "", cell: (r) => picks.cadre[r] || sub(t.passes) },
      { head: t.taken, key: (r) => Number(picks.taken[r]), cell: (r) => (picks.taken[r] ? t.yes : t.no) },
      plain(t.text, picks.text, { wide: true }),
    ],
    text: (r) => `${picks.section[r]} ${picks.cadre[r] || ""} ${picks.text[r]}`,
  });
})();
