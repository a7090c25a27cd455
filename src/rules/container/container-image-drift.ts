import {cannotTell, defineRule, failAs, notApplicable, pass} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {fromImage, fromInspect} from '../shared/evidence.js';
import {fullName, isImageId} from '../shared/image-name.js';

export default defineRule({
	slug: 'container-image-drift',
	title: 'Container runs an older image than its tag names now',
	cis: cisIds('5.28'),
	severity: 'medium',
	target: 'container',
	rationale: 'The image was updated, or replaced, and this container still runs what was there before: its holes are open.',
	references: ['https://docs.docker.com/reference/cli/docker/image/tag/'],

	check: ({container, image}) => {
		const named = fromInspect('Config.Image', container.image);
		if (container.image === '') return cannotTell({source: 'inspect:Config.Image', reason: 'the answer names no image'});
		if (isImageId(container.image)) return notApplicable('it was made from an image id, under which nothing can move');
		if (container.image.includes('@')) return pass(named);
		if (image === null) return cannotTell({source: 'engine:/images', reason: 'its image could not be inspected'});
		const wanted = fullName(container.image);
		const tags = fromImage('RepoTags', image.tags);
		if (image.tags.some(tag => fullName(tag) === wanted)) return pass(named, tags);
		return failAs(
			{detail: `${container.image} names another image now, or none`},
			named,
			fromInspect('Image', container.imageId),
			tags,
		);
	},

	remedy: ({container}) => ({
		text: `Make it again from ${container.image}, after a look at what changed.`,
		mayBreak: 'Data in its writable layer is lost; the newer image may behave differently.',
	}),

	examples: {
		bad: {Config: {Image: 'registry.example/web:1'}, image: {RepoTags: []}},
		good: {Config: {Image: 'nginx'}, image: {RepoTags: ['docker.io/library/nginx:latest']}},
	},
});
