import type {ImageFacts} from '../../facts/index.js';
import {defineRule, failAs, pass} from '../rule.js';

export default defineRule({
	slug: 'engine-dangling-images',
	title: 'Images without a name lie on the engine',
	cis: {},
	beyond: 'X-DANGLING',
	severity: 'low',
	target: 'engine',
	attack: 'They cost disk, and nobody sees any more what they hold.',
	references: ['https://docs.docker.com/engine/manage-resources/pruning/'],

	check: ({images, fleet}) => {
		const used = new Set([...fleet.values()].map(({imageId}) => imageId));
		const dangling = [...images.values()].filter(image => isNameless(image) && !used.has(image.id));
		const seen = {source: 'images', path: 'looked at', value: images.size};
		return dangling.length === 0
			? pass(seen)
			: failAs(
					{detail: `${dangling.length} of them`},
					seen,
					...dangling.map(({id}) => ({source: 'images', path: id.slice(0, 19), value: '<none>'})),
				);
	},

	remedy: () => ({text: 'Remove them: docker image prune', mayBreak: 'Nothing: a container that uses one keeps it.'}),

	examples: {
		bad: {images: [{Id: `sha256:${'d'.repeat(64)}`, RepoTags: [], RepoDigests: []}]},
		good: {images: [{Id: `sha256:${'d'.repeat(64)}`, RepoTags: ['web:1'], RepoDigests: []}]},
	},
});

const isNameless = ({tags, digests}: ImageFacts): boolean => tags.length === 0 && digests.length === 0;
