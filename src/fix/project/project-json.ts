import {type BlindSpot, jsonText} from '../../base/index.js';
import {flagsOf, type Risk} from '../../judge/index.js';
import type {ConfigCheck} from './compose-config.js';
import type {ProjectOverride} from './project-override.js';
import type {ProjectPlan} from './project-plan.js';

/** `dockscope.harden-project/1`, a public interface: see schemas/harden-project.schema.json. */
export function projectJson(
	{project: {name, origin}, rung, services}: ProjectPlan,
	override: ProjectOverride | null,
	check: ConfigCheck,
	omitted: readonly {readonly service: string; readonly reason: string}[],
): string {
	const document = {
		schema: 'dockscope.harden-project/1',
		project: {name, directory: origin.folder, files: origin.files},
		rung,
		override: override === null ? null : {path: override.path, text: override.text},
		command: override?.command ?? null,
		rollBack: override?.rollBack ?? null,
		check,
		services: services
			.filter(({service}) => !omitted.some(one => one.service === service))
			.map(plan => ({
				name: plan.service,
				containers: plan.cases.map(({assessed: {facts}}) => ({id: facts.id, name: facts.name})),
				before: {risk: risk(plan.risk.before)},
				after: {risk: plan.risk.after === null ? null : risk(plan.risk.after)},
				changes: plan.changes.map(change => ({
					slug: change.slug,
					why: change.why,
					...flagsOf(change),
					rung: change.rung,
					mayBreak: change.mayBreak,
					enabled: plan.enabled.has(change.slug),
				})),
				differences: plan.differences,
				blindSpots: plan.cases.flatMap(({plan: {blindSpots}}) => blindSpots).filter(isFirst),
			})),
		omitted,
		warnings: override?.warnings ?? [],
	};
	return jsonText(document);
}

/** Replicas share their blind spots. */
const isFirst = (spot: BlindSpot, index: number, all: readonly BlindSpot[]): boolean =>
	all.findIndex(({source, reason}) => source === spot.source && reason === spot.reason) === index;

const risk = ({score, grade, isLowerBound}: Risk) => ({score, grade, lowerBound: isLowerBound});
