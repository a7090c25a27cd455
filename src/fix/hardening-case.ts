import {
	type ContainerInspect,
	EngineError,
	type EngineReader,
	type HostAccess,
	type ImageInspect,
	type SafeText,
	sanitise,
	shellJoin,
	trusted,
} from '../base/index.js';
import {type AssessedContainer, type EngineDefaults, engineDefaults, type Fleet, option, type RunOption} from '../judge/index.js';
import type {HardeningEvidence, Observation} from './evidence/evidence.js';
import {gatherEvidence} from './evidence/gather.js';
import {type Hidden, hideSecrets, withSecretsShown} from './hide-secrets.js';
import {keepAnonymousVolumes} from './keep-volumes.js';
import {combine} from './observation/combine.js';
import {noRecordings, type Recordings} from './observation/recorded.js';
import {hardened, type Plan, planHardening} from './plan/index.js';
import {movedSecrets} from './plan/plan-secrets.js';
import {type ComposeSurroundings, composeSurroundings} from './project/compose-surroundings.js';
import {reconstruct} from './reconstruct/index.js';
import {oneLine} from './render/docker-run.js';
import {type Replacement, replacement} from './render/replace.js';
import type {CommandFile, Reconstruction, RunCommand, SecretVariable} from './run-command.js';

/** One container with everything needed to harden it. */
export type HardeningCase = {
	readonly assessed: AssessedContainer;
	readonly image: ImageInspect | null;
	readonly defaults: EngineDefaults;
	readonly evidence: HardeningEvidence;
	readonly plan: Plan;
	readonly cpus: number;
	/** `null` for a container that Compose did not create. */
	readonly compose: ComposeSurroundings | null;
};

/** A set of changes as commands, and the resulting risk. */
export type HardenedView = {
	readonly before: RunCommand;
	readonly after: RunCommand;
	/** What the outputs are rendered from: secrets hidden unless requested. */
	readonly inspect: {readonly before: ContainerInspect; readonly after: ContainerInspect};
	/** Containers that are created for it. */
	readonly companions: readonly ContainerInspect[];
	readonly files: readonly CommandFile[];
	readonly engine: EngineDefaults;
	readonly compose: ComposeSurroundings | null;
	/** Changed paths in the root file system; `null` when they were not visible. */
	readonly written: readonly string[] | null;
	readonly warnings: readonly SafeText[];
	readonly replacement: Replacement;
	/** The container judged with the changes applied; `null` when it is gone. */
	readonly supposed: AssessedContainer | null;
};

export type CaseOptions = {
	readonly signal?: AbortSignal;
	/** Made for this plan. */
	readonly observation?: Observation | null;
	readonly recordings?: Recordings;
};

/** What the evidence comes from: an engine, a started fleet of it, and this machine if the engine runs here. */
export type CaseSources = {
	readonly reader: EngineReader;
	readonly fleet: Pick<Fleet, 'model' | 'ask'>;
	readonly host: HostAccess;
};

/** Gathers the evidence for one container, which the fleet judges by what it can execute from now on. */
export async function openCase(
	{reader, fleet, host}: CaseSources,
	before: AssessedContainer,
	{signal, observation = null, recordings = noRecordings}: CaseOptions = {},
): Promise<HardeningCase> {
	await fleet.ask(before.facts.id, 'programs', signal);
	const {engine, entries} = fleet.model();
	const assessed = entries.find(({id}) => id === before.facts.id)?.assessed ?? before;
	const recorded = recordings(assessed.facts, engine);
	const observed = {...recorded, observation: combine(recorded.observation, observation)};
	const raw = engine?.raw;
	const [image, evidence, compose] = await Promise.all([
		imageOf(reader, assessed, signal),
		gatherEvidence({reader, host}, assessed.facts, signal, observed),
		composeSurroundings(reader, fleet, assessed),
	]);
	return {
		assessed,
		image,
		defaults: engineDefaults(raw?.version ?? null, raw?.info ?? null),
		evidence,
		plan: planHardening(assessed, evidence, id => entries.find(one => one.id === id)?.name ?? null),
		cpus: engine?.cpus ?? 1,
		compose,
	};
}

/** The commands for a plan with some of its changes enabled. */
export function viewCase(
	{assessed, image, defaults, evidence, compose}: HardeningCase,
	plan: Plan,
	enabled: ReadonlySet<string>,
	fleet: Pick<Fleet, 'assessHypothetical'>,
	withSecrets = false,
): HardenedView {
	const raw = assessed.facts.raw;
	const result = hardened(plan, enabled);
	const hide = (inspect: ContainerInspect): Hidden => (withSecrets ? withSecretsShown(inspect) : hideSecrets(inspect, image));
	const [was, is] = [hide(raw), hide(result)];
	const rebuilt = ({inspect, secrets, masked}: Hidden): Reconstruction => {
		const {command, warnings} = reconstruct(inspect, image, defaults);
		return {command: {...command, secrets, masked}, warnings};
	};
	const on = plan.changes.filter(change => enabled.has(change.slug));
	const [before, moved] = [rebuilt(was), movingSecrets(rebuilt(is), movedSecrets(on, assessed.facts))];
	const companions = on.flatMap(change => change.companions);
	const {program} = moved.command;
	const first = [
		...on.flatMap(change => change.first.map(words => shellJoin([program, ...words]))),
		...companions.map(one => oneLine(reconstruct(one, null, defaults).command)),
	];
	const after = {...moved, command: {...moved.command, before: first}};
	const replaced = replacement(
		raw,
		keepAnonymousVolumes(before.command, was.inspect),
		keepAnonymousVolumes(after.command, is.inspect),
	);
	return {
		before: before.command,
		after: after.command,
		inspect: {before: was.inspect, after: is.inspect},
		companions,
		files: after.command.files,
		engine: defaults,
		compose,
		written: evidence.changes.known ? evidence.changes.value.map(({path}) => path) : null,
		warnings: [
			...(replaced.lost === null ? [] : [sanitise(replaced.lost)]),
			...secretWarnings(was),
			...commandWarnings(
				after,
				was.secrets.map(({name}) => name),
			),
			...after.command.files.map(({name, why}) => sanitise(`the command writes ${name} to the current directory: ${why}`)),
			...plan.warnings,
		],
		replacement: replaced,
		supposed: fleet.assessHypothetical(assessed.facts.id, result),
	};
}

/** With these secrets in files: what an env file holds needs no other option. */
function movingSecrets({command, warnings}: Reconstruction, moved: readonly SecretVariable[]): Reconstruction {
	const names = moved.map(({name}) => name);
	const envFiles = moved.flatMap(({file}) => (file?.kind === 'env-file' ? [file.path] : []));
	const isMoved = ({name, value}: RunOption): boolean => name === '--env' && names.includes((value ?? '').split('=', 1)[0] ?? '');
	return {
		warnings,
		command: {
			...command,
			options: [
				...command.options.filter(one => !isMoved(one)),
				...[...new Set(envFiles)].map(path => option('--env-file', path)),
			],
			secrets: [...command.secrets.filter(({name}) => !names.includes(name)), ...moved],
		},
	};
}

/** The reconstruction's warnings, except for variables that were hidden on purpose. */
function commandWarnings({warnings}: Reconstruction, hidden: readonly string[]): SafeText[] {
	return warnings.filter(warning => !hidden.some(name => warning.startsWith(`the variable ${name} is not set`))).map(sanitise);
}

function secretWarnings({secrets, masked}: Hidden): SafeText[] {
	const names = secrets.map(({name}) => name).join(', ');
	return [
		...(secrets.length > 0
			? [
					sanitise(
						`secrets are omitted: the run command takes ${names} from the shell, and stops before it changes anything if one is not set; the replace sequence reads them from the container`,
					),
				]
			: []),
		...(masked
			? [
					trusted(
						'a secret outside the environment (in the command, a label, a log or mount option) is masked, so the command stops: --with-secrets shows it, but not of a recording',
					),
				]
			: []),
	];
}

async function imageOf(
	reader: EngineReader,
	{image, facts}: AssessedContainer,
	signal?: AbortSignal,
): Promise<ImageInspect | null> {
	if (image !== null) return image.raw.inspect;
	try {
		return await reader.image(facts.imageId, signal);
	} catch (error) {
		if (error instanceof EngineError) return null;
		throw error;
	}
}
