import {bySeverity, groupBy, sanitise, trusted} from '../../base/index.js';
import {type ContainerVerdict, isWaived} from '../../judge/index.js';
import {type Column, type Item, line, type Page, tableLines} from './layout/page.js';
import type {PageContext} from './page-state.js';

const columns: readonly Column[] = [
	{title: trusted('SEVERITY')},
	{title: trusted('FAILS'), align: 'right'},
	{title: trusted('OF'), align: 'right', drop: 1},
	{title: trusted('WAIVED'), align: 'right', drop: 3},
	{title: trusted('RULE'), drop: 2, whole: true},
	{title: trusted('WHAT IT FINDS'), least: 40},
];

/** The audit by rule: which one fails, on how many targets. Enter shows on which. */
export function rulesPage({state: {model}}: PageContext): Page {
	const verdicts = [...model.entries.flatMap(({assessed}) => assessed?.verdicts ?? []), ...model.verdicts];
	const rules = [...groupBy(verdicts, ({rule}) => rule)]
		.map(([slug, all]) => summary(slug, all))
		.filter(rule => rule.fails + rule.waived > 0);
	const sorted = rules.toSorted((a, b) => bySeverity(a.severity, b.severity) || b.fails - a.fails);
	if (sorted.length === 0) return {lines: [line(' no rule fails')]};
	const rows = sorted.map(({severity, fails, waived, of, slug, title}) => [
		sanitise(severity),
		sanitise(String(fails)),
		sanitise(String(of)),
		sanitise(waived === 0 ? '–' : String(waived)),
		sanitise(slug),
		sanitise(title),
	]);
	const items = sorted.map(
		({slug, title}): Item => ({copy: sanitise(`${slug}: ${title}`), open: {kind: 'rule', slug, target: null}}),
	);
	return {lines: tableLines({columns, rows}, items)};
}

function summary(slug: string, verdicts: readonly ContainerVerdict[]) {
	const failing = verdicts.filter(({verdict}) => verdict === 'fail');
	const worst = failing.toSorted((a, b) => bySeverity(a.severity, b.severity))[0];
	const waived = failing.filter(isWaived).length;
	return {
		slug,
		title: verdicts[0]?.title ?? slug,
		severity: worst?.severity ?? 'info',
		fails: failing.length - waived,
		waived,
		of: verdicts.filter(({verdict}) => verdict !== 'not-applicable').length,
	};
}
