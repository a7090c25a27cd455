import {type ImageRow, known, sanitise} from '../../../base/index.js';
import {cannotTell, defineRule, failAs, pass} from '../rule.js';

/** Hundreds are one finding; listing them all helps no one. */
const SHOWN = 20;

export default defineRule({
	slug: 'engine-dangling-images',
	title: 'Dangling images',
	cis: {},
	severity: 'low',
	target: 'engine',
	rationale: 'They take up disk space, and no one can tell any more what they contain.',
	references: ['https://docs.docker.com/engine/manage-resources/pruning/'],

	check: ({engine: {imageList}, fleet}) => {
		if (!imageList.known) return cannotTell(imageList.reason);
		const used = new Set([...fleet.values()].map(({imageId}) => imageId));
		const dangling = imageList.value.filter(image => isNameless(image) && !used.has(image.Id));
		const seen = {source: 'images', path: 'looked at', value: imageList.value.length};
		return dangling.length === 0
			? pass(seen)
			: failAs(
					{detail: `${dangling.length} ${dangling.length === 1 ? 'image' : 'images'}`},
					seen,
					...dangling.slice(0, SHOWN).map(({Id}) => ({source: 'images', path: sanitise(Id).slice(0, 19), value: '<none>'})),
				);
	},

	remedy: () => ({text: 'Remove them: docker image prune', mayBreak: 'Nothing: images that a container uses are kept.'}),

	examples: {
		bad: {facts: {imageList: known([exampleRow(null), exampleRow(['web:1'])])}},
		good: {facts: {imageList: known([exampleRow(['web:1'])])}},
	},
});

/** Engines before API 1.43 write `<none>:<none>` where there is no name. */
const isNameless = ({RepoTags, RepoDigests}: ImageRow): boolean =>
	[...(RepoTags ?? []), ...(RepoDigests ?? [])].every(name => name.startsWith('<none>'));

function exampleRow(names: string[] | null): ImageRow {
	return {Id: `sha256:${(names === null ? 'd' : 'e').repeat(64)}`, RepoTags: names, RepoDigests: null};
}
