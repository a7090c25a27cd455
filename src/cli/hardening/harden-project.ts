import {counted, nearest, sanitise, trusted, UsageError} from '../../base/index.js';
import {
	type Asked,
	type ConfigCheck,
	composeProject,
	noRecordings,
	openProject,
	openRecordings,
	type ProjectFiles,
	type ProjectOverride,
	type ProjectPlan,
	type ProjectSources,
	projectJson,
	projectNames,
	projectOverride,
	readProjectFiles,
	type ServicePlan,
} from '../../fix/index.js';
import {flagChanges, gradeWords} from '../../judge/index.js';
import {exitStatus} from '../exit-status.js';
import type {TextOutput} from './command.js';

export type HardenProjectOptions = ProjectSources & {
	/** Of the Compose project, as typed. */
	readonly name: string;
	readonly format: 'compose' | 'json';
	readonly asked: Asked;
	readonly withSecrets: boolean;
	/** The environment for reading the project's files; `null` for a recorded fleet, whose files are not looked for here. */
	readonly env: NodeJS.ProcessEnv | null;
	readonly signal: AbortSignal;
};

type Omitted = {readonly service: string; readonly reason: string};

/**
 * `dockscope harden --project`: writes one override for all services of a Compose project to `out`; reasons, warnings, the command and the
 * way back to `err`. Returns the exit status: 1 when `docker compose config` does not accept the override, which is then not printed.
 *
 * @throws UsageError for an unknown project
 * @throws EngineError
 */
export async function runHardenProject(options: HardenProjectOptions, output: TextOutput): Promise<number> {
	const {fleet, name, format, asked, withSecrets, env, signal} = options;
	const containers = fleet.model().entries.flatMap(({assessed}) => assessed ?? []);
	const project = composeProject(containers, name);
	if (project === null) throw new UsageError(unknownProject(name, projectNames(containers)));

	const plan = await openProject(options, project, asked, {
		signal,
		recordings: env === null ? noRecordings : openRecordings(env),
	});
	const files: ProjectFiles =
		env === null
			? {readable: false, reason: trusted('the fleet is recorded')}
			: await readProjectFiles(project.origin, plan.engine.podman ? 'podman' : 'docker', env);
	const omitted = notInFiles(plan, files);
	const override = projectOverride(plan, {
		withSecrets,
		without: new Set(omitted.map(({service}) => service)),
		...(files.readable ? {isTaken: files.isTaken} : {}),
	});
	const check = await checked(files, override);
	if (format === 'json') output.out(projectJson(plan, override, check, omitted));
	else report(plan, {override, check, omitted}, output);
	if (check.state === 'rejected') {
		output.err(`dockscope: docker compose config does not accept the override: ${check.reason}\n`);
		return exitStatus.threshold;
	}
	return exitStatus.done;
}

function unknownProject(name: string, known: readonly string[]): string {
	const list = known.length === 0 ? 'no container here belongs to one' : `one of ${known.map(sanitise).join(', ')}`;
	return `no Compose project "${sanitise(name)}"${nearest(name, known.map(sanitise))}: ${list}.`;
}

/** An override for a service that the files do not have is an error for Compose: it would have no image. */
const notInFiles = ({services}: ProjectPlan, files: ProjectFiles): readonly Omitted[] =>
	files.readable
		? services
				.filter(({service}) => !files.services.has(service))
				.map(({service}) => ({service, reason: 'the files of the project have no such service'}))
		: [];

async function checked(files: ProjectFiles, override: ProjectOverride | null): Promise<ConfigCheck> {
	if (!files.readable) return {state: 'not-checked', reason: files.reason};
	return override === null ? {state: 'not-checked', reason: trusted('there is nothing to change')} : files.check(override.text);
}

function report(
	{project, services}: ProjectPlan,
	{override, check, omitted}: {override: ProjectOverride | null; check: ConfigCheck; omitted: readonly Omitted[]},
	{out, err}: TextOutput,
): void {
	const left = new Map(omitted.map(({service, reason}) => [service, reason]));
	for (const plan of services) {
		const reason = left.get(plan.service);
		err(reason === undefined ? serviceText(plan) : `${sanitise(plan.service)}: omitted, ${reason}\n`);
	}
	if (override === null) {
		err(`nothing to change in Compose project ${sanitise(project.name)}\n`);
		return;
	}
	for (const warning of override.warnings) err(`${warning}\n`);
	if (check.state === 'rejected') return;
	err(check.state === 'accepted' ? `${check.reason}\n` : `not checked with docker compose config: ${check.reason}\n`);
	err(`write it as ${sanitise(override.path)}, then: ${sanitise(override.command)}\n`);
	err(`to go back: ${sanitise(override.rollBack)}\n`);
	out(override.commented);
}

function serviceText({service, cases, changes, enabled, risk}: ServicePlan): string {
	const grades = `${gradeWords(risk.before)} → ${risk.after === null ? '?' : gradeWords(risk.after)}`;
	const replicas = cases.length > 1 ? ` (${counted(cases.length, 'container')})` : '';
	const made = changes.filter(({slug}) => enabled.has(slug));
	const spots = cases.flatMap(({plan: {blindSpots}}) => blindSpots).map(({source, reason}) => sanitise(`${source}: ${reason}`));
	return [
		`${sanitise(service)}${replicas}: ${made.length === 0 ? 'nothing to change' : grades}`,
		...made.map(change => `  ${flagChanges(change).join(', ')}: ${change.why}`),
		...[...new Set(spots)].map(spot => `  not seen: ${spot}`),
		'',
	].join('\n');
}
