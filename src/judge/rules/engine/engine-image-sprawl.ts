import {cisIds, defineRule, failAs, fromInfo, infoMissing, pass} from '../rule.js';
import {exampleInfo} from './shared/examples-of-engine.js';

/** A handful of spare images is no sprawl. */
const TOLERATED = 10;

const inspectedOfFleet = (path: string, value: number) => ({
	source: 'inspect',
	path: `distinct ${path} of all containers`,
	value,
});

export default defineRule({
	slug: 'engine-image-sprawl',
	title: 'Most images on the engine are unused',
	cis: cisIds('6.1'),
	severity: 'low',
	target: 'engine',
	rationale: 'Old images get started by mistake, with every vulnerability found since.',
	references: ['https://docs.docker.com/engine/manage-resources/pruning/'],

	check: ({engine, fleet}) => {
		const stored = engine.raw.info?.Images;
		if (typeof stored !== 'number') return infoMissing('Images');
		const used = new Set([...fleet.values()].map(({imageId}) => imageId)).size;
		const evidence = [fromInfo('Images', stored), inspectedOfFleet('Image', used)];
		return stored - used > Math.max(used, TOLERATED)
			? failAs({detail: `${stored - used} images without a container`}, ...evidence)
			: pass(...evidence);
	},

	remedy: () => ({
		text: 'Remove unused images: docker image prune --all --filter until=720h',
		mayBreak: 'Containers that are later created from such an image pull it again.',
	}),

	examples: {
		bad: {facts: {raw: exampleInfo({Images: 40})}},
		good: {facts: {raw: exampleInfo({Images: 3})}},
	},
});
