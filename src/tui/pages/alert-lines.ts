import {counted, safe, trusted} from '../../base/index.js';
import {type HistoryRow, workloadOf} from '../../record/index.js';
import {clockTime, openedBy, timesWords} from './event-lines.js';
import {foldRows} from './fold-rows.js';
import {blank, heading, itemLine, type Line, line, say} from './layout/page.js';
import type {ContainerContext} from './page-state.js';

/** Alerts that an overview names. */
const MAX_ALERTS = 4;

/** What happened to the workload of a container: rows of its other containers, of before it was created again, are among them. */
export function rowsOfWorkload({assessed: {facts}, entry}: ContainerContext, rows: readonly HistoryRow[]): readonly HistoryRow[] {
	const workload = workloadOf(facts);
	return rows.filter(row => row.workload === workload || row.container === entry.id);
}

/** The newest alerts of its workload, for the overview; nothing when there are none in the last 24 hours. */
export function alertLines(context: ContainerContext): readonly Line[] {
	const {state, assessed, entry} = context;
	const tally = state.history?.alerts.get(workloadOf(assessed.facts));
	if (tally === undefined) return [];
	const rows = rowsOfWorkload(context, state.history?.rows ?? []).filter(({kind}) => kind === 'alert');
	const alerts = foldRows(rows).slice(0, MAX_ALERTS);
	return [
		heading(` ALERTS   ${counted(tally.count, 'alert')} in the last 24 hours, the worst ${tally.severity}`),
		...alerts.map(row => {
			const {at, severity, text} = row;
			return itemLine(
				{copy: text, open: openedBy(row) ?? {kind: 'container', id: entry.id, tab: 'runtime'}},
				say(safe`   ${clockTime(at)}  `, 'muted'),
				say(safe`${trusted(severity.padEnd(9))}`, severity),
				say(safe`${text}${timesWords(row)}`),
			);
		}),
		...(tally.count > alerts.reduce((sum, {count}) => sum + count, 0)
			? [line(say(safe`   ${state.keyNames.openEvents}: all of them`, 'muted'))]
			: []),
		blank,
	];
}
