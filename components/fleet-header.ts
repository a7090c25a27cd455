import {counted, engineName, type SafeText, safe, sanitise, trusted} from '../src/base/index.js';
import {type EngineConnection, type FleetModel, openFindings, type Policy} from '../src/judge/index.js';
import {isLive, lostWords, type RunningScan, type State} from '../src/tui/index.js';
import {type Part, splitLine, widthOfParts} from './line.js';
import {scanCount, scanPhase} from './scan-words.js';

const program: Part = {text: trusted(' dockscope   '), tone: 'strong'};
const between = trusted(' · ');

export type FleetHeaderFacts = {
	readonly columns: number;
	readonly model: FleetModel;
	readonly title: SafeText;
	/** See `State.context`. */
	readonly context: SafeText | null;
	/** `null`: the built-in one. */
	readonly policy?: Policy | null;
	readonly filter: string;
	/** Containers that the list shows. */
	readonly shown: number;
	readonly marked: number;
	/** The scan that runs now. */
	readonly scan: RunningScan | null;
};

/** The engine, the number of containers, findings on the engine itself, the scan that runs, and blind spots. */
export function fleetHeader({
	columns,
	model,
	title,
	context,
	policy,
	filter,
	shown,
	marked,
	scan,
}: FleetHeaderFacts): readonly Part[] {
	const right = rightOf(model);
	const words: readonly Word[] = [
		...(context ? [{text: context, keep: 9}] : []),
		...(model.connection.state === 'lost' ? lostWordsOf(model.connection, model) : aboutEngine(model, title, columns)),
		...policyWords(policy ?? null, columns),
		...(scan === null
			? []
			: [
					{text: scanCount(scan), tone: 'strong' as const, keep: 7},
					{text: scanPhase(scan, model), keep: 4},
				]),
		...(marked > 0 ? [{text: safe`${marked} marked`, keep: 9}] : []),
		...(filter === '' ? [] : [{text: trusted(`${shown} match`), tone: 'strong' as const, keep: 10}]),
	];
	const room = columns - widthOfParts([program, ...right]) - 1;
	return splitLine(columns, [program, ...joined(fitting(words, room))], right);
}

/** Which policy decides, whose it is and how much it hides; and that a file which was found is not applied. */
function policyWords(policy: Policy | null, columns: number): readonly Word[] {
	if (policy === null) return [];
	const {path, profile, owner, disabled, refused} = policy;
	const off = disabled.size === 0 ? [] : [trusted(`${counted(disabled.size, 'rule')} off`)];
	const whose = path === null ? sanitise(profile ?? '') : owner === null ? trusted('') : safe`of uid ${owner}`;
	const name = columns < 100 && off.length > 0 ? [] : [safe`policy ${whose}`];
	const says = [...name, ...off];
	return [
		...(path === null && profile === null ? [] : [{text: trusted(says.join(': ')), keep: 7}]),
		...(refused === null ? [] : [{text: trusted('policy refused'), tone: 'medium' as const, keep: 9}]),
	];
}

/** Container rows, without group rows. */
export const containersShown = (lines: State['lines']): number => lines.filter(({kind}) => kind === 'container').length;

/** A word of the heading; if not all fit, those with the lowest `keep` are dropped first. */
type Word = Pick<Part, 'text' | 'tone'> & {readonly keep: number};

function fitting(words: readonly Word[], room: number): readonly Word[] {
	if (widthOfParts(joined(words)) <= room || words.length < 2) return words;
	const least = Math.min(...words.map(({keep}) => keep));
	const last = words.findLastIndex(({keep}) => keep === least);
	return fitting(words.toSpliced(last, 1), room);
}

const joined = (words: readonly Word[]): readonly Part[] =>
	words.flatMap(({text, tone}, index) => (index === 0 ? [{text, tone}] : [{text: between}, {text, tone}]));

type Lost = Extract<EngineConnection, {state: 'lost'}>;

const lostWordsOf = (connection: Lost, {entries}: FleetModel): readonly Word[] => [
	{text: lostWords(connection), tone: 'critical', keep: 9},
	...(entries.length > 0 ? [{text: trusted('shown as last seen'), tone: 'critical' as const, keep: 8}] : []),
	{text: connection.message, tone: 'critical', keep: 8},
];

function aboutEngine(model: FleetModel, title: SafeText, columns: number): readonly Word[] {
	const {engine, entries, connection} = model;
	const live = entries.filter(isLive);
	const restarting = live.filter(({state}) => state === 'restarting').length;
	const unhealthy = live.filter(({assessed}) => assessed?.facts.health === 'unhealthy').length;
	const stopped = entries.length - live.length;
	const name = engine ? `${engineName(engine.kind)} ${engine.version.replace(/[+~].*/, '')}` : '';
	return [
		...(engine && columns < 140 ? [] : [{text: title, keep: engine ? 1 : 6}]),
		...(engine?.name ? [{text: engine.name, keep: 6}] : []),
		...(name === '' ? [] : [{text: trusted(name), keep: 2}]),
		...(connection.state === 'connecting' && entries.length === 0
			? [{text: trusted('connecting …'), keep: 8}]
			: [{text: trusted(`${live.length - restarting} running`), keep: 8}]),
		...(restarting > 0 ? [{text: trusted(`${restarting} restarting`), tone: 'medium' as const, keep: 5}] : []),
		...(unhealthy > 0 ? [{text: trusted(`${unhealthy} unhealthy`), tone: 'medium' as const, keep: 5}] : []),
		...(stopped > 0 ? [{text: trusted(`${stopped} stopped`), keep: 3}] : []),
		...ownFindings(model),
	];
}

/** The worst findings on engine, host and swarm. */
function ownFindings({verdicts}: FleetModel): readonly Word[] {
	const found = openFindings(verdicts.filter(({target}) => target.kind !== 'image'));
	const worst = found[0]?.severity;
	if (worst === undefined) return [];
	const count = found.filter(({severity}) => severity === worst).length;
	return [{text: trusted(`engine and host ${count} ${worst}`), tone: worst, keep: 5}];
}

function rightOf({loading, settled, blindSpots}: State['model']): readonly Part[] {
	if (!loading.complete && loading.total > 0) return [{text: safe`${loading.done} of ${loading.total} `, tone: 'muted'}];
	// Grades may still rise because of other containers, an image or the host.
	if (loading.complete && !settled) return [{text: trusted('still judging '), tone: 'muted'}];
	return blindSpots.length === 0 ? [] : [{text: trusted(`${counted(blindSpots.length, 'blind spot')} `), tone: 'muted'}];
}
