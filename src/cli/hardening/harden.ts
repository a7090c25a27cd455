import {sanitise} from '../../base/index.js';
import {
	enabledFor,
	hardeningOutput,
	hardenJson,
	leavesCompose,
	type Observation,
	openCase,
	openDecisions,
	outcomeWords,
	type Plan,
	type RehearsalResult,
	type Rung,
	recordedWords,
	viewCase,
} from '../../fix/index.js';
import {type AssessedContainer, flagChanges, gradeNotice} from '../../judge/index.js';
import {exitStatus} from '../exit-status.js';
import type {TextOutput} from './command.js';
import {consentAndRehearse} from './consent-and-rehearse.js';
import type {HardenOptions} from './harden-options.js';
import {consentAndObserve} from './observe.js';
import {refuse} from './refuse.js';

/**
 * `dockscope harden`: writes the hardened command, or another format of it, to `out`; reasons, warnings and the progress of an
 * observation and a rehearsal to `err`. Returns the exit status: 1 when one was refused or there was no consent. @throws EngineError
 */
export async function runHarden(options: HardenOptions, output: TextOutput): Promise<number> {
	const {observe: seconds, assessed} = options;
	if (seconds === null) return planAndRehearse(options, null, output);
	const observed = await consentAndObserve({...options, facts: assessed.facts, seconds}, output);
	if (typeof observed === 'number') return observed;
	return planAndRehearse(options, observed, output);
}

async function planAndRehearse(options: HardenOptions, observation: Observation | null, output: TextOutput): Promise<number> {
	const {fleet, assessed, format, withSecrets, signal} = options;
	const opened = await openCase(options, assessed, {signal, observation, recordings: options.recordings});
	const notice = gradeNotice(assessed, opened.assessed);
	if (notice !== null) output.err(`${notice}\n`);
	let plan = opened.plan;
	const judge: Parameters<typeof enabledFor>[2] = inspect => fleet.assessHypothetical(assessed.facts.id, inspect);
	let enabled = enabledFor(plan, options.asked, judge);
	let rehearsal: RehearsalResult | null = null;
	if (options.rehearse) {
		const done = await consentAndRehearse(options, opened, enabled, output);
		if (typeof done === 'number') return done;
		rehearsal = done;
		plan = done.plan;
		// The least set is known only now.
		enabled = options.asked.rung === 'least' && done.state !== 'refused' ? enabledFor(plan, options.asked, judge) : done.enabled;
	}
	const view = viewCase(opened, plan, enabled, fleet, withSecrets);
	if (format === 'json') output.out(hardenJson(opened, plan, enabled, view, rehearsal, {...options, rung: options.asked.rung}));
	if (rehearsal?.state === 'refused') return refuse(output, `the rehearsal was ${rehearsal.summary}`);
	if (format !== 'json') {
		const recorded = recordedWords(opened.evidence.observation);
		if (recorded !== null) output.err(`${recorded}\n`);
		output.err(`${opened.assessed.facts.name}: ${outcomeWords(opened.assessed, view.supposed)}\n`);
		for (const change of plan.changes.filter(({slug}) => enabled.has(slug))) {
			output.err(`${flagChanges(change).join(', ')}  (${change.rung}) ${change.why}\n`);
			if (change.danger !== null) output.err(`warning: ${change.danger}\n`);
		}
		output.err(notApplied(plan, enabled));
		output.err(undecided(plan, enabled, judge, {before: opened.assessed, after: view.supposed}));
		const rendered = hardeningOutput(format, view, opened.image);
		const ofView = format === 'compose' ? view.warnings.filter(warning => String(warning) !== leavesCompose) : view.warnings;
		for (const warning of [...ofView, ...rendered.warnings]) output.err(`${warning}\n`);
		for (const {source, reason} of plan.blindSpots) output.err(`not seen: ${sanitise(`${source}: ${reason}`)}\n`);
		if (rehearsal !== null) output.err(summaryLine(rehearsal));
		output.out(rendered.text);
	}
	return exitStatus.done;
}

/** Each cause that stays, with what can be chosen; a command that keeps a way to host root says so. */
function undecided(
	plan: Plan,
	enabled: ReadonlySet<string>,
	judge: Parameters<typeof enabledFor>[2],
	{before, after}: {readonly before: AssessedContainer; readonly after: AssessedContainer | null},
): string {
	const isLateral = after?.attackPaths.some(({id}) => id.startsWith('lateral:')) ?? true;
	const open = openDecisions(plan, before, judge).filter(
		({cause, alternatives}) =>
			!alternatives.some(({slug}) => enabled.has(slug)) && (isLateral || !cause.startsWith('neighbour:')),
	);
	return open
		.map(({cause, about, alternatives}) => {
			const ways = alternatives.map(one => `${cause}=${one.decides.name} (${flagChanges(one).join(', ') || one.why})`);
			return `decide: ${about}: ${ways.join(' | ')}\n`;
		})
		.join('');
}

/** What else the plan offers, flags only. */
function notApplied({changes}: Plan, enabled: ReadonlySet<string>): string {
	const flags = (rung: Rung): string =>
		changes
			.filter(one => one.rung === rung && one.decides === null && !enabled.has(one.slug))
			.flatMap(flagChanges)
			.join(', ');
	const [least, choice] = [flags('least'), flags('choice')];
	return [
		...(least === '' ? [] : [`not applied without --least: ${least}\n`]),
		...(choice === '' ? [] : [`for you to decide, on the Fix page of the terminal UI: ${choice}\n`]),
	].join('');
}

const summaryLine = ({summary, seconds}: RehearsalResult): string => `rehearsed in ${seconds} s: ${summary}\n`;
