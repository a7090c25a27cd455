import {maskSecrets, severities, UsageError} from '../../base/index.js';
import {
	type AuditReport,
	type AuditSelection,
	auditReport,
	everyVerdict,
	isOpen,
	judgedIn,
	onlyNewOrWorse,
	policyInForce,
	reaches,
	rules,
	writeReport,
} from '../../judge/index.js';
import {baselineFile, savedBaseline} from '../drift/baseline-option.js';
import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';
import {loadFleet, policyOf} from '../source/load-fleet.js';
import {tableStyle} from '../table-style.js';
import {unknownGate} from '../unknown-limit.js';
import {version} from '../version.js';
import {type Result, writeResult} from '../write-result.js';
import {collectDeepEvidence} from './ask-for-audit.js';
import {judgedKinds, onlyRules} from './only-rules.js';
import {targetFilter} from './targets.js';
import {refusedAnswers, type UnseenVerdicts, unseenImages, unseenOf} from './unseen.js';

/** `dockscope audit [TARGET…]` of one engine: judges everything once and writes the report. */
export async function audit(run: Run): Promise<number> {
	const audited = await auditOnce(run);
	await writeResult(run, await render(run, audited.report));
	for (const warning of audited.warnings) run.stderr.write(`dockscope: ${maskSecrets(warning)}\n`);
	return statusOf(run, audited);
}

export type Audited = {
	readonly report: AuditReport;
	/** Requested verdicts that could not be reached; `null` for none. */
	readonly unseen: UnseenVerdicts | null;
	/** More verdicts are unknown than `--max-unknown` allows. */
	readonly tooManyUnknown: boolean;
	/** For those who read the exit status but not the report. */
	readonly warnings: readonly string[];
};

/**
 * The exit status for `--fail-on`. An audit that saw nothing never passes, whatever the threshold; one that missed a container does not pass
 * either, but fails by its findings if they are enough. Unknown verdicts count only for `--max-unknown`: the report lists them as blind spots.
 */
export function statusOf({line}: Run, {report: {summary}, unseen, tooManyUnknown}: Audited): number {
	if (unseen?.whole === true) return exitStatus.engine;
	const threshold = severities.find(severity => severity === line.value('fail-on'));
	if (threshold !== undefined && reaches(summary, threshold)) return exitStatus.threshold;
	if (tooManyUnknown) return exitStatus.threshold;
	return unseen === null ? exitStatus.done : exitStatus.engine;
}

export async function auditOnce(run: Run): Promise<Audited> {
	const {line} = run;
	const judgeUnknown = unknownGate(line);
	const policy = await policyOf(run);
	const only = onlyRules(line.list('only'), policy.rules);
	const judged = judgedKinds(only, policy.rules);
	if (line.targets.length > 0 && !judged.has('container'))
		throw new UsageError('--only names no rule about containers, and targets are containers: use only one of them.');
	const file = await baselineFile(run);
	const {fleet, reader} = await loadFleet(run, policy, {withHistories: true});
	try {
		const {entries, engine} = fleet.model();
		const baseline = file ?? savedBaseline(run, engine);
		const selection: AuditSelection = {
			...targetFilter(line.targets, entries),
			verdict: only,
			// A baseline is compared with every verdict; the list is reduced afterwards.
			listed: baseline === null ? listedIn(run) : everyVerdict,
			unseenToo: judged.has('container'),
		};
		const containers = entries.flatMap(({assessed}) => assessed ?? []);
		if (line.flag('deep'))
			await collectDeepEvidence(
				fleet,
				containers.filter(({facts}) => selection.container(facts.id)),
			);
		const model = fleet.model();
		const verdicts = judgedIn(model, selection);
		const whole = auditReport(
			model,
			{version, now: new Date().toISOString(), policy: policyInForce(policy, rules)},
			selection,
			verdicts,
		);
		// A recording is complete in itself: no request is refused there.
		const images = reader.replayed || !selection.engineToo || !judged.has('image') ? null : unseenImages(model);
		const unseen = unseenOf(line.targets, entries, whole, verdicts, images);
		// Of all that was judged: a baseline lists only a part of it.
		const unknown = judgeUnknown(whole.summary.unknown);
		const refused = reader.replayed ? [] : [images, refusedAnswers(model.blindSpots, verdicts)];
		return {
			report: baseline === null ? whole : listing(onlyNewOrWorse(whole, baseline), listedIn(run)),
			unseen,
			tooManyUnknown: unknown.exceeded,
			warnings: [unseen?.message, ...(unseen?.whole === true ? [] : [...refused, unknown.message])].flatMap(
				warning => warning ?? [],
			),
		};
	} finally {
		fleet.close();
	}
}

export async function render(run: Run, report: AuditReport): Promise<Result> {
	switch (formatOf(run)) {
		case 'json':
			return (await import('../../judge/index.js')).jsonReport(report);
		case 'sarif': {
			const {sarifReport} = await import('../../judge/index.js');
			return writeReport(report, one => sarifReport(one, rules));
		}
		case 'junit':
			return writeReport(report, (await import('../../judge/index.js')).junitReport);
		case 'markdown':
			return writeReport(report, (await import('../../judge/index.js')).markdownReport);
		case 'html':
			return writeReport(report, (await import('../../judge/index.js')).htmlReport);
		default: {
			const {changesTable, tableReport} = await import('../../judge/index.js');
			const table = run.line.value('baseline') === null ? tableReport : changesTable;
			return writeReport(report, one => table(one, tableStyle(run)));
		}
	}
}

export const formatOf = ({line}: Run): string => line.value('format') ?? 'table';

/** Formats for programs include every verdict. For people, without `--all`, passed ones are only counted. */
const listedIn = (run: Run): AuditSelection['listed'] =>
	run.line.flag('all') || ['json', 'sarif', 'junit'].includes(formatOf(run)) ? everyVerdict : isOpen;

const listing = (report: AuditReport, listed: AuditSelection['listed']): AuditReport => ({
	...report,
	verdicts: report.verdicts.filter(listed),
});
