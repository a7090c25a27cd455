import {keyNamesOf} from '../../../components/keymap.js';
import {EngineError} from '../../../src/base/engine/engine-error.js';
import {localHost} from '../../../src/base/host/local-host.js';
import {takeUnforeseen} from '../../../src/base/lib/unforeseen.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {runCommand} from '../../../src/cli/hardening/command.js';
import {runHarden} from '../../../src/cli/hardening/harden.js';
import {noRecordings} from '../../../src/fix/observation/recorded.js';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import type {FleetEntry} from '../../../src/judge/inventory/fleet-model.js';
import type {AuditReport} from '../../../src/judge/reports/audit-report.js';
import {auditReport} from '../../../src/judge/reports/build-audit-report.js';
import {containerJson, containerTable} from '../../../src/judge/reports/container-report.js';
import {htmlReport} from '../../../src/judge/reports/html.js';
import {junitReport} from '../../../src/judge/reports/junit.js';
import {markdownReport} from '../../../src/judge/reports/markdown.js';
import {jsonReport} from '../../../src/judge/reports/report-json.js';
import {tableReport} from '../../../src/judge/reports/report-table.js';
import {sarifReport} from '../../../src/judge/reports/sarif.js';
import {rules} from '../../../src/judge/rules/index.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';
import {SnapshotError} from '../../../src/judge/snapshot/snapshot-error.js';
import {writeSnapshot} from '../../../src/judge/snapshot/write-snapshot.js';
import type {Page} from '../../../src/tui/pages/layout/page.js';
import {tabs} from '../../../src/tui/pages/view.js';
import {pageOf} from '../../../src/tui/store/page-of.js';
import {createTui} from '../../../src/tui/store/tui.js';
import {noServices} from '../../support/no-services.js';

const now = () => Date.parse('2026-12-01T00:00:00Z');
const about = {version: '1.2.3', now: '2026-12-01T00:00:00.000Z'};
const style = {width: 100, color: false, ascii: false};

/** What every command makes of a snapshot. */
export type Outcome = {
	/** Why the file was refused as a whole; `null` when it was read. */
	readonly refused: string | null;
	readonly entries: readonly FleetEntry[];
	/** Faults of the program: any is a defect. */
	readonly faults: readonly string[];
};

const harden = ['json', 'compose', 'quadlet', 'diff', 'run'] as const;
const reports = [
	(report: AuditReport) => [...jsonReport(report)].join(''),
	(report: AuditReport) => junitReport(report),
	(report: AuditReport) => markdownReport(report),
	(report: AuditReport) => htmlReport(report),
	(report: AuditReport) => sarifReport(report, rules),
	(report: AuditReport) => tableReport(report, style),
];

/**
 * @param id  of the container whose commands and pages are requested, if it exists
 * @param turn  which of the formats each command writes: the next one for the next number
 */
export async function allCommands(text: string, id: string, turn: number): Promise<Outcome> {
	takeUnforeseen();
	const faults: string[] = [];
	const attempt = async (what: string, work: () => unknown) => {
		try {
			await work();
		} catch (error) {
			if (!(error instanceof EngineError)) faults.push(`${what}: ${error instanceof Error ? error.stack?.slice(0, 400) : error}`);
		}
	};
	let opened: ReturnType<typeof openSnapshot>;
	try {
		opened = openSnapshot(text, 'x.json');
	} catch (error) {
		const refused = error instanceof SnapshotError ? error.message : null;
		if (refused === null) faults.push(`open: ${error instanceof Error ? error.stack?.slice(0, 400) : error}`);
		return {refused, entries: [], faults};
	}
	const {reader, host} = opened;
	const fleet = openFleet(reader, {now, recordedHost: host, unwatched: true, withHistories: true});
	await attempt('load', () => fleet.start());
	const model = fleet.model();
	const entry = model.entries.find(one => one.id === id);
	await attempt('audit', () => {
		reports[turn % reports.length]?.(auditReport(model, about));
	});
	if (entry?.assessed != null) {
		const {assessed} = entry;
		const {signal} = new AbortController();
		const nowhere = {out: () => undefined, err: () => undefined};
		await attempt('inspect', () => containerJson(assessed, model, about) + containerTable(assessed, true, style));
		const withSecrets = turn % 2 === 0;
		await attempt('command', () => runCommand({reader, inspect: assessed.facts.raw, withSecrets}, nowhere));
		const format = harden[turn % harden.length] ?? 'run';
		await attempt(`harden as ${format}`, () =>
			runHarden(
				{
					...{
						reader,
						fleet,
						host: localHost(),
						assessed,
						format,
						now,
						signal,
						endableByKey: act => act(signal),
						asked: {rung: 'safe', cut: true, choose: null},
						rehearse: false,
						yes: false,
						check: null,
						copyLimit: null,
					},
					...{
						withSecrets: !withSecrets,
						openWriter: null,
						recordings: noRecordings,
						confirm: null,
						observe: null,
						isTerminal: false,
					},
				},
				nowhere,
			),
		);
	}
	await attempt('pages', () => showPages(fleet, id));
	await attempt('snapshot', () =>
		writeSnapshot(reader, {include: {top: true, changes: true}, scansOf: async () => opened.scans}),
	);
	fleet.close();
	faults.push(...takeUnforeseen());
	return {refused: null, entries: model.entries, faults};
}

/** Each page of the inspector about the container, and those about the fleet. */
function showPages(fleet: Parameters<typeof createTui>[0]['fleet'], id: string): readonly (Page | null)[] {
	const {store, actions, close} = createTui(
		{
			...noServices,
			fleet,
			now,
			copy: async text => ({how: 'clipboard', bytes: text.length}),
			save: async () => trusted('/tmp/page.txt'),
		},
		{title: trusted('test'), banner: null, keyNames: keyNamesOf({}), columns: 100, rows: 30},
	);
	actions.takeModel(fleet.model());
	actions.toggleTree();
	const pages = [];
	for (const tab of tabs) {
		actions.open({kind: 'container', id, tab});
		pages.push(pageOf(store.getState()));
	}
	for (const kind of ['rules', 'host', 'network', 'events', 'policy'] as const) {
		actions.open({kind});
		pages.push(pageOf(store.getState()));
	}
	close();
	return pages;
}
