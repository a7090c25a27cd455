import type {EngineDefaults, Fleet} from '../../judge/index.js';
import {type Asked, choicesFor, enabledFor, refuseUnknownChoices} from '../decisions/index.js';
import {type CaseOptions, type CaseSources, type HardeningCase, openCase} from '../hardening-case.js';
import type {ComposeProject} from './compose-projects.js';
import {planService, type ServicePlan} from './service-plan.js';

/** The plans for the services of a Compose project. */
export type ProjectPlan = {
	readonly project: ComposeProject;
	readonly rung: 'safe' | 'least';
	readonly services: readonly ServicePlan[];
	readonly engine: EngineDefaults;
};

export type ProjectSources = CaseSources & {readonly fleet: Pick<Fleet, 'assessHypothetical'>};

/** Containers whose evidence is gathered at the same time. */
const atOnce = 4;

/**
 * Gathers the evidence of each container of a project and plans its services. Nothing is written.
 *
 * @param only  the services wanted; all when absent
 * @throws EngineError
 */
export async function openProject(
	sources: ProjectSources,
	project: ComposeProject,
	asked: Asked,
	{only, ...more}: {readonly only?: ReadonlySet<string>} & Omit<CaseOptions, 'observation'> = {},
): Promise<ProjectPlan> {
	const wanted = [...project.services].filter(([service]) => only?.has(service) ?? true);
	const containers = wanted.flatMap(([, list]) => list);
	const cases = new Map<string, HardeningCase>();
	for (let from = 0; from < containers.length; from += atOnce) {
		const some = containers.slice(from, from + atOnce);
		const opened = await Promise.all(some.map(assessed => openCase(sources, assessed, more)));
		for (const one of opened) cases.set(one.assessed.facts.id, one);
	}
	const services = wanted.flatMap(([service, list]) => {
		const [first, ...others] = list.flatMap(({facts}) => cases.get(facts.id) ?? []);
		return first === undefined
			? []
			: [
					planService(
						service,
						[first, ...others],
						plan =>
							enabledFor(plan, choicesFor(plan, asked), inspect => sources.fleet.assessHypothetical(plan.inspect.Id, inspect)),
						(id, inspect) => sources.fleet.assessHypothetical(id, inspect),
					),
				];
	});
	refuseUnknownChoices(
		[...cases.values()].map(({plan}) => plan),
		asked,
	);
	const [one] = cases.values();
	if (one === undefined) throw new Error('a project without containers');
	return {project, rung: asked.rung, services, engine: one.defaults};
}
