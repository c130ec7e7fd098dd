"use strict";
const report = (() => {
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const t = data.words;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const number = new Intl.NumberFormat("en-US").format;

  // Everything from the data enters the page as text, never as markup.
  function make(tag, options, ...children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(options || {})) {
      if (key === "class") node.className = value;
      else if (key === "style") Object.assign(node.style, value);
      else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (value !== null && value !== undefined) node.setAttribute(key, value);
    }
    for (const child of children) if (child !== null && child !== undefined) node.append(child);
    return node;
  }

  const unitName = (u) => (u < 0 ? "—" : data.units.name[u] || data.units.id[u]);
  const unitCell = (u) => {
    if (u < 0) return make("span", { class: "sub" }, "—");
    const name = data.units.name[u];
    const cell = make("span", {}, name || data.units.id[u]);
    if (name) cell.append(make("span", { class: "sub wide" }, data.units.id[u]));
    return cell;
  };
  const compare = (a, b) => (typeof a === "number" ? a - b : String(a).localeCompare(String(b), "zh"));

  // A table that is searched, sorted and paged; `columns`: {head, key(row), cell(row), number, wide}.
  function grid(place, { rows, columns, search, text, why, filters, size = 25, onopen }) {
    let shown = rows, page = 0, sort = null, open = null, query = "", filter = null, printing = false;
    const head = make("tr"), body = make("tbody"), count = make("span");
    const heads = columns.map((column) => {
      const th = make("th", { class: ["sort", column.number ? "n" : "", column.wide ? "wide" : ""].join(" "), scope: "col", onclick: () => {
        sort = sort && sort.column === column ? { column, down: !sort.down } : { column, down: !!column.number };
        update();
      } }, column.head);
      head.append(th);
      return th;
    });
    const table = make("table", {}, make("thead", {}, head), body);
    const back = make("button", { type: "button", onclick: () => { page -= 1; draw(); } }, t.previous);
    const next = make("button", { type: "button", onclick: () => { page += 1; draw(); } }, t.next);
    const tools = make("div", { class: "tools" });
    const box = make("input", { type: "search", placeholder: search, "aria-label": search, oninput: () => { query = box.value.trim().toLowerCase(); update(); } });
    tools.append(box);
    const chips = (filters || []).map(({ label, test }) => {
      const chip = make("button", { type: "button", "aria-pressed": "false", onclick: () => {
        filter = test;
        chips.forEach((other) => other.setAttribute("aria-pressed", String(other === chip)));
        update();
      } }, label);
      tools.append(chip);
      return chip;
    });
    if (chips.length) chips[0].setAttribute("aria-pressed", "true");
    place.append(tools, make("div", { class: "scroll" }, table), make("div", { class: "pager" }, count, back, next));

    function update() {
      shown = rows.filter((row) => (!filter || filter(row)) && (!query || text(row).toLowerCase().includes(query)));
      if (sort) {
        const { column, down } = sort;
        shown = shown.slice().sort((a, b) => (down ? -1 : 1) * compare(column.key(a), column.key(b)) || a - b);
      }
      heads.forEach((th, i) => {
        if (sort && sort.column === columns[i]) th.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
        else th.removeAttribute("aria-sort");
      });
      page = 0;
      draw();
    }

    function draw() {
      const per = printing ? Math.min(shown.length, 3000) : size;
      const pages = Math.max(1, Math.ceil(shown.length / Math.max(per, 1)));
      page = printing ? 0 : Math.min(Math.max(page, 0), pages - 1);
      const part = shown.slice(page * per, page * per + per);
      body.replaceChildren();
      for (const row of part) {
        const tr = make("tr");
        for (const column of columns) tr.append(make("td", { class: (column.number ? "n " : "") + (column.wide ? "wide" : "") }, column.cell(row)));
        body.append(tr);
        if (!why || !why(row)) continue;
        tr.className = "row";
        tr.tabIndex = 0;
        tr.setAttribute("aria-expanded", String(open === row));
        const toggle = () => { open = open === row ? null : row; if (onopen && open !== null) onopen(row); draw(); };
        tr.addEventListener("click", toggle);
        tr.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(); } });
        if (open === row) body.append(make("tr", { class: "why" }, make("td", { colspan: columns.length }, make("p", {}, why(row)))));
      }
      if (!part.length) body.append(make("tr", {}, make("td", { colspan: columns.length, class: "sub" }, t.nothing)));
      count.textContent = shown.length ? fill(t.rows, { a: number(page * per + 1), b: number(page * per + part.length), n: number(shown.length) }) : "";
      back.disabled = page === 0;
      next.disabled = page >= pages - 1;
    }

    window.addEventListener("beforeprint", () => { printing = true; draw(); });
    window.addEventListener("afterprint", () => { printing = false; draw(); });
    update();
    return { find: (value) => { box.value = value; query = value.toLowerCase(); if (rows.filter((row) => text(row).toLowerCase().includes(query)).length === 1) open = rows.find((row) => text(row).toLowerCase().includes(query)); update(); } };
  }

  const indices = (list) => list.map((_, i) => i);
  const plain = (head, values, more) => ({ head, key: (r) => values[r], cell: (r) => (values[r] === null ? "" : typeof values[r] === "number" ? number(values[r]) : values[r]), ...more });

  // -- units -------------------------------------------------------------------------------------------------
  const u = data.units;
  const most = Math.max(1, ...u.out, ...u.in);
  const bars = (r) => {
    const width = (n) => ({ width: `${(100 * n) / most}%` });
    return make("div", { class: "bars", title: `${t.out} ${u.out[r]} · ${t.in} ${u.in[r]}` },
      make("span", {}, make("i", { class: "o", style: width(u.out[r]) })), make("span", {}, make("i", { class: "i", style: width(u.in[r]) })));
  };
  const after = (r) => {
    const cap = u.establishment[r];
    const over = cap !== null && u.after[r] > cap ? make("span", { class: "over" }, `${t.over} ${u.after[r] - cap}`) : null;
    return make("span", {}, over, number(u.after[r]));
  };
  const unitColumns = [
    { head: t.unit, key: (r) => unitName(r), cell: unitCell },
    plain(t.establishment, u.establishment, { number: true, wide: true }),
    plain(t.before, u.before, { number: true }),
    plain(t.out, u.out, { number: true }),
    { head: t.balance, key: (r) => u.in[r] - u.out[r], cell: bars, wide: true },
    plain(t.in, u.in, { number: true }),
    { head: t.after, key: (r) => u.after[r], cell: after, number: true },
    ...(u.seats ? [plain(t.seats, u.seats, { number: true, wide: true })] : []),
    plain(t.left, u.left, { number: true }),
  ];
  grid(document.getElementById("unit-table"), {
    rows: indices(u.id), columns: unitColumns, search: t.search_units, size: 20,
    text: (r) => `${u.id[r]} ${u.name[r] || ""}`, why: u.why ? (r) => u.why[r] : null,
  });

  // -- flows -------------------------------------------------------------------------------------------------
  const chartBox = document.getElementById("flow");
  const nowhere = { "b-1": t.unplaced, "b-2": t.waiting };
  const LARGEST = 16;
  // Ways to look at the flows: unit by unit, or summed up over what the units have in common.
  const groupings = ["system", "region", "kind"].map((name) => ({ name, values: u[name] })).filter(({ values }) => {
    const different = new Set(values.filter((value) => value !== null));
    return different.size > 1 && different.size <= 24;
  });

  // A view: `key(unit)` says under which node a unit counts, `label(key)` what the node is called.
  function view(choice) {
    const group = groupings.find(({ name }) => name === choice);
    if (group) return { key: (unit) => group.values[unit] ?? "—", label: (key) => key, limit: 24, keep: () => true };
    const focus = Number(choice);
    return { key: (unit) => unit, label: unitName, limit: focus < 0 ? LARGEST : 30, keep: (from, to) => focus < 0 || from === focus || to === focus };
  }

  function links({ key, limit, keep }) {
    const flows = data.flows.filter(([from, to]) => keep(from, to)).map(([from, to, n]) => [key(from), to < 0 ? to : key(to), n]);
    const largest = (side) => {
      const sum = new Map();
      for (const flow of flows) if (!(flow[side] < 0)) sum.set(flow[side], (sum.get(flow[side]) || 0) + flow[2]);
      return new Set([...sum].sort((a, b) => b[1] - a[1] || compare(a[0], b[0])).slice(0, limit).map(([unit]) => unit));
    };
    const left = largest(0), right = largest(1), total = new Map();
    let undrawn = 0;
    for (const [from, to, n] of flows) {
      const a = left.has(from) ? `a${from}` : "a*", b = to < 0 ? `b${to}` : right.has(to) ? `b${to}` : "b*";
      if (a === "a*" && !right.has(to)) { undrawn += n; continue; }
      const edge = JSON.stringify([a, b]);
      total.set(edge, (total.get(edge) || 0) + n);
    }
    const edges = [...total].map(([edge, value]) => ({ source: JSON.parse(edge)[0], target: JSON.parse(edge)[1], value }));
    return { edges, undrawn };
  }

  function colour(key) {
    if (key.endsWith("*")) return "#aeb9c5";
    if (key === "b-1") return "#b24a38";
    if (key === "b-2") return "#d39a3a";
    return key[0] === "a" ? "#6f9fc8" : "#1f4f82";
  }

  function nodeLabel(key, label) {
    if (key === "a*") return t.rest_from;
    if (key === "b*") return t.rest_to;
    if (key in nowhere) return nowhere[key];
    return label(/^[ab]\d+$/.test(key) && label === unitName ? Number(key.slice(1)) : key.slice(1));
  }

  function drawFlows(chart, note, choice) {
    const look = view(choice), { edges, undrawn } = links(look), sum = new Map();
    const name = (key) => nodeLabel(key, look.label);
    for (const { source, target, value } of edges) for (const key of [source, target]) sum.set(key, (sum.get(key) || 0) + value);
    const last = (key) => (key.endsWith("*") ? 1 : 0) + (key in nowhere ? 2 : 0);
    const nodes = [...sum].sort((a, b) => last(a[0]) - last(b[0]) || b[1] - a[1] || compare(a[0], b[0]));
    const narrow = chart.getWidth() < 620;
    const side = (key) => ((key[0] === "a") === narrow ? "right" : "left");
    note.textContent = t.flow_note + (undrawn ? fill(t.undrawn, { n: number(undrawn) }) : "");
    chart.setOption({
      animation: false,
      aria: { enabled: true },
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      tooltip: {
        renderMode: "richText",
        formatter: (p) => (p.dataType === "edge" ? `${name(p.data.source)} → ${name(p.data.target)}  ${p.value}${t.people}` : `${name(p.name)}  ${sum.get(p.name)}${t.people}`),
      },
      series: [{
        type: "sankey", left: narrow ? 6 : 170, right: narrow ? 6 : 170, top: 8, bottom: 8, nodeGap: 8, nodeWidth: 11, draggable: false,
        layoutIterations: 0, emphasis: { focus: "adjacency" }, lineStyle: { color: "source", opacity: .34, curveness: .5 },
        data: nodes.map(([key, n]) => ({
          name: key, itemStyle: { color: colour(key), borderWidth: 0 },
          label: { position: side(key), formatter: () => `${name(key)}  ${n}`, fontSize: narrow ? 10.5 : 12, color: "#33414f" },
        })),
        links: edges,
      }],
    }, true);
  }

  function flowPicker(onchange) {
    const pick = make("select", { "aria-label": t.unit, onchange }, make("option", { value: -1 }, t.every_unit));
    for (const { name } of groupings) pick.append(make("option", { value: name }, t[`by_${name}`]));
    const units = make("optgroup", { label: t.one_unit });
    const busy = indices(u.id).filter((r) => u.out[r] + u.in[r] > 0).sort((a, b) => compare(unitName(a), unitName(b)));
    for (const r of busy) units.append(make("option", { value: r }, `${unitName(r)}  ${u.id[r]}`));
    pick.append(units);
    return pick;
  }

  if (chartBox && !data.flows.length) chartBox.replaceWith(make("p", { class: "lead" }, t.no_flow));
  else if (chartBox) {
    const chart = echarts.init(chartBox, null, { renderer: "svg" });
    const note = make("p", { class: "lead" });
    let printing = false;
    const drawn = (choice) => links(view(choice)).edges.reduce((sum, edge) => sum + edge.value, 0);
    const all = data.flows.reduce((sum, flow) => sum + flow[2], 0);
    const draw = () => {
      const { edges } = links(view(pick.value));
      const tall = Math.max(new Set(edges.map((e) => e.source)).size, new Set(edges.map((e) => e.target)).size);
      chartBox.style.height = `${Math.min(printing ? 520 : 660, Math.max(200, 60 + 36 * tall))}px`;
      chart.resize();
      drawFlows(chart, note, pick.value);
    };
    const pick = flowPicker(draw);
    // Among very many units the largest say little: begin with groups of units then.
    if (groupings.length && drawn("-1") < 0.4 * all) pick.value = groupings[0].name;
    chartBox.before(make("div", { class: "tools" }, pick), note);
    draw();
    window.addEventListener("resize", draw);
    window.addEventListener("beforeprint", () => { printing = true; draw(); });
    window.addEventListener("afterprint", () => { printing = false; draw(); });
  }

  // -- people ------------------------------------------------------------------------------------------------
  const p = data.people;
  const peopleBox = document.getElementById("people-table");
  if (p && peopleBox) {
    const stage = (r) => data.stages[p.stage[r]];
    const used = indices(data.stages).filter((s) => p.stage.includes(s));
    const table = grid(peopleBox, {
      rows: indices(p.id), search: t.search_people,
      columns: [
        plain(t.id, p.id),
        plain(t.name, p.name),
        { head: t.from, key: (r) => unitName(p.from[r]), cell: (r) => unitCell(p.from[r]) },
        { head: t.to, key: (r) => unitName(p.to[r]), cell: (r) => unitCell(p.to[r]) },
        ...(p.post ? [{ head: t.post, key: (r) => p.post[r] || "\uffff", cell: (r) => p.post[r] || "", wide: true }] : []),
        ...(p.section ? [{ head: t.section, key: (r) => p.section[r] || "\uffff", cell: (r) => p.section[r] || "", wide: true }] : []),
        { head: t.stage, key: (r) => p.stage[r], cell: (r) => make("span", { class: `tag stage-${stage(r).key}` }, stage(r).name) },
        ...(data.ranked ? [
          { head: t.intent, key: (r) => p.intent[r] || 1e9, cell: (r) => p.intent[r] || "", number: true, wide: true },
          { head: t.nomination, key: (r) => p.nomination[r] || 1e9, cell: (r) => p.nomination[r] || "", number: true, wide: true },
        ] : []),
      ],
      text: (r) => [p.id[r], p.name[r], unitName(p.from[r]), unitName(p.to[r]), p.from[r] < 0 ? "" : u.id[p.from[r]], p.to[r] < 0 ? "" : u.id[p.to[r]], (p.post && p.post[r]) || "", (p.section && p.section[r]) || ""].join(" "),
      why: (r) => p.why[r],
      filters: [{ label: t.all, test: null }, ...used.map((s) => ({ label: data.stages[s].name, test: (r) => p.stage[r] === s }))],
    });
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (wanted) table.find(wanted);
  }

  // -- blocking pairs ----------------------------------------------------------------------------------------
  const b = data.blocking;
  const blockingBox = document.getElementById("blocking-table");
  if (b && blockingBox) {
    grid(blockingBox, {
      rows: indices(b.cadre), search: t.search_people, size: 10,
      columns: [
        plain(t.cadre, b.cadre),
        { head: t.unit, key: (r) => unitName(b.unit[r]), cell: (r) => unitCell(b.unit[r]) },
        plain(t.intent, b.intent, { number: true }),
        plain(t.nomination, b.nomination, { number: true }),
        { head: t.kind, key: (r) => b.kind[r], cell: (r) => (b.kind[r] === "free" ? t.free : fill(t.replace, { id: b.replaces[r] })) },
      ],
      text: (r) => `${b.cadre[r]} ${unitName(b.unit[r])} ${u.id[b.unit[r]]} ${b.replaces[r] || ""}`,
    });
  }
  // -- what the scripts of the procedures share -----------------------------------------------------------------
  const box = (id) => document.getElementById(id);
  const sub = (text) => make("span", { class: "sub" }, text);
  const named = ([name, id]) => make("span", {}, name, name === id ? null : sub(id));
  const last = (value) => (value === null || value === undefined || value === 0 ? 1e9 : value);
  const tag = (kind, key, text) => make("span", { class: `tag ${kind}-${key}` }, text);
  return { data, t, fill, number, make, grid, plain, indices, unitName, unitCell, box, sub, named, last, tag };
})();
