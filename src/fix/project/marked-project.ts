import {composeOrigin, type SafeText, safeLines, sanitise, trusted} from '../../base/index.js';
import type {Recordings} from '../observation/recorded.js';
import {composeProject} from './compose-projects.js';
import {projectOverride} from './project-override.js';
import {openProject, type ProjectSources} from './project-plan.js';

/** One override for some services of a project, as a page. */
export type ProjectPage = {
	readonly project: SafeText;
	/** The file with its comments; `null` when there is nothing to change. */
	readonly text: SafeText | null;
};

/**
 * The override for the services that these containers belong to, with all replicas of each.
 *
 * @returns `null` when they do not all belong to one Compose project
 * @throws EngineError
 */
export async function openMarked(
	sources: ProjectSources & {readonly recordings: Recordings},
	ids: ReadonlySet<string>,
): Promise<ProjectPage | null> {
	const {fleet, recordings} = sources;
	const containers = fleet.model().entries.flatMap(({assessed}) => assessed ?? []);
	const marked = containers.filter(({facts}) => ids.has(facts.id));
	const origins = marked.map(({facts}) => composeOrigin(facts.raw.Config?.Labels));
	const [first] = origins;
	if (first === null || first === undefined || origins.some(one => one?.project !== first.project)) return null;
	const project = composeProject(containers, first.project);
	if (project === null) return null;
	const only = new Set(origins.map(one => one?.service ?? ''));
	// One-off containers are of a project, but not of a service that it has.
	if (![...only].some(service => project.services.has(service))) return null;
	const override = projectOverride(
		await openProject(sources, project, {rung: 'safe', cut: false, choose: null}, {only, recordings}),
	);
	return {
		project: sanitise(first.project),
		text: override === null ? null : trusted(safeLines(override.commented).join('\n')),
	};
}
