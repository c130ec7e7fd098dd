// The tables of the contest; `report` holds what all scripts share.
(() => {
  const { data, t, fill, make, grid, plain, indices, unitName, unitCell, box, sub, named, last, tag } = report;
  const c = data.contest;
  const posts = c.posts;
  const postCell = (i) => make("span", {}, `${posts.name[i]}`, sub(`${unitName(posts.unit[i])} · ${posts.id[i]}`));
  const postText = (i) => `${posts.name[i]} ${posts.id[i]} ${unitName(posts.unit[i])}`;
  const outcome = (r) => c.outcomes[posts.outcome[r]];
  grid(box("post-table"), {
    rows: indices(posts.id), search: t.search_posts, size: 15,
    columns: [
      { head: t.unit, key: (r) => unitName(posts.unit[r]), cell: (r) => unitCell(posts.unit[r]) },
      { head: t.post, key: (r) => posts.name[r], cell: (r) => make("span", {}, posts.name[r], sub(posts.id[r])) },
      plain(t.level, posts.level, { wide: true }),
      // what is asked of all alike stands above the table
      ...(new Set(posts.condition).size > 1 ? [plain(t.condition, posts.condition, { wide: true })] : []),
      plain(t.applied, posts.applied, { number: true }),
      plain(t.qualified, posts.qualified, { number: true }),
      { head: t.outcome, key: (r) => posts.outcome[r], cell: (r) => tag("outcome", outcome(r).key, outcome(r).name) },
      { head: t.winner, key: (r) => (posts.winner[r] || ["\uffff"])[0], cell: (r) => (posts.winner[r] ? named(posts.winner[r]) : "") },
    ],
    text: (r) => `${postText(r)} ${(posts.winner[r] || []).join(" ")}`,
    why: (r) => posts.why[r],
    filters: [{ label: t.all, test: null }, ...indices(c.outcomes).filter((o) => posts.outcome.includes(o)).map((o) => ({ label: c.outcomes[o].name, test: (r) => posts.outcome[r] === o }))],
  });

  const e = c.entries;
  if (e && box("entry-table")) {
    const fate = (r) => c.fates[e.fate[r]];
    const any = (values) => values.some((value) => value !== null && value !== 0);
    grid(box("entry-table"), {
      rows: indices(e.id), search: t.search_entries,
      columns: [
        plain(t.id, e.id),
        plain(t.name, e.name),
        { head: t.from, key: (r) => unitName(e.from[r]), cell: (r) => unitCell(e.from[r]), wide: true },
        { head: t.post, key: (r) => e.post[r], cell: (r) => postCell(e.post[r]) },
        { head: t.wish, key: (r) => last(e.order[r]), cell: (r) => (e.order[r] || (e.recommended[r] ? t.recommended : "")), number: true, wide: true },
        ...(any(e.score) ? [{ head: t.score, key: (r) => (e.key[r] === null ? -1 : e.key[r]), cell: (r) => e.score[r] || "", number: true }] : []),
        ...(any(e.rate) ? [{ head: t.rate, key: (r) => (e.share[r] === null ? -1 : e.share[r]), cell: (r) => e.rate[r] || "", number: true, wide: true }] : []),
        ...(e.votes.some((v) => v !== null) ? [{ head: t.votes, key: (r) => (e.votes[r] === null ? -1 : e.votes[r]), cell: (r) => (e.votes[r] === null ? "" : e.votes[r]), number: true }] : []),
        { head: t.post_rank, key: (r) => last(e.rank[r]), cell: (r) => e.rank[r] || "", number: true },
        { head: t.fate, key: (r) => e.fate[r], cell: (r) => tag("fate", fate(r).key, fate(r).name) },
      ],
      text: (r) => `${e.id[r]} ${e.name[r]} ${unitName(e.from[r])} ${postText(e.post[r])}`,
      why: (r) => e.why[r],
      filters: [{ label: t.all, test: null }, ...indices(c.fates).filter((f) => e.fate.includes(f)).map((f) => ({ label: c.fates[f].name, test: (r) => e.fate[r] === f }))],
    });
  }

  const chains = c.chains;
  if (box("chain-table")) {
    const step = ([name, id, from, to]) => make("span", { class: "step" }, make("b", {}, name), ` ${from} → ${to}`);
    const told = (r) => {
      const line = make("span", { class: "chain" }, ...chains.people[r].map(step));
      if (chains.vacant[r]) line.append(make("span", { class: "step end" }, fill(t.falls_vacant, { post: chains.vacant[r] })));
      return line;
    };
    grid(box("chain-table"), {
      rows: indices(chains.people), search: t.search_chains, size: 10,
      columns: [
        { head: t.people_in, key: (r) => chains.people[r].length, cell: (r) => chains.people[r].length, number: true },
        { head: t.chain, key: (r) => chains.people[r][0][0], cell: told },
      ],
      text: (r) => `${chains.people[r].flat().join(" ")} ${chains.vacant[r] || ""}`,
    });
  }

  const b = c.blocking;
  if (box("contest-blocking")) {
    grid(box("contest-blocking"), {
      rows: indices(b.post), search: t.search_entries, size: 10,
      columns: [
        { head: t.cadre, key: (r) => b.cadre[r][0], cell: (r) => named(b.cadre[r]) },
        { head: t.post, key: (r) => b.post[r], cell: (r) => postCell(b.post[r]) },
      ],
      text: (r) => `${b.cadre[r].join(" ")} ${postText(b.post[r])}`,
    });
  }

  const log = c.log;
  if (box("log-table")) {
    const kinds = [...new Set(log.kind)];
    grid(box("log-table"), {
      rows: indices(log.text), search: t.search_log, size: 10,
      columns: [
        { head: t.round, key: (r) => log.round[r], cell: (r) => log.round[r] || "", number: true },
        plain(t.event, log.kind),
        plain(t.post, log.post, { wide: true }),
        plain(t.cadre, log.cadre, { wide: true }),
        plain(t.text, log.text),
        plain(t.rule, log.rule, { wide: true }),
      ],
      text: (r) => `${log.kind[r]} ${log.post[r]} ${log.cadre[r]} ${log.text[r]} ${log.rule[r]}`,
      filters: kinds.length > 1 ? [{ label: t.all, test: null }, ...kinds.map((kind) => ({ label: kind, test: (r) => log.kind[r] === kind }))] : [],
    });
  }
})();
