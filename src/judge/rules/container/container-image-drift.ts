import {cannotTell, cisIds, defineRule, failAs, fromImage, fromInspect, notApplicable, pass} from '../rule.js';
import {fullName, isImageId} from '../shared/image-name.js';
import {imageNotSeen} from '../shared/unseen-image.js';

export default defineRule({
	slug: 'container-image-drift',
	title: 'Container runs an outdated image',
	cis: cisIds('5.28'),
	severity: 'medium',
	target: 'container',
	rationale:
		'The tag now points to an updated or replaced image, and this container still runs the old one with its vulnerabilities.',
	references: ['https://docs.docker.com/reference/cli/docker/image/tag/'],

	check: scope => {
		const {container, image} = scope;
		const named = fromInspect('Config.Image', container.image);
		if (container.image === '') return cannotTell({source: 'inspect:Config.Image', reason: 'the answer does not name an image'});
		if (isImageId(container.image)) return notApplicable('it was created from an image id, which never changes');
		if (container.image.includes('@')) return pass(named);
		if (image === null) return imageNotSeen(scope);
		const wanted = fullName(container.image);
		const tags = fromImage('RepoTags', image.tags);
		if (image.tags.some(tag => fullName(tag) === wanted)) return pass(named, tags);
		return failAs(
			{detail: `${container.image} now points to another image, or to none`},
			named,
			fromInspect('Image', container.imageId),
			tags,
		);
	},

	remedy: ({container}) => ({
		text: `Recreate it from ${container.image}, after reviewing what changed.`,
		mayBreak: 'Data in its writable layer is lost; the newer image may behave differently.',
	}),

	examples: {
		bad: {Config: {Image: 'registry.example/web:1'}, image: {RepoTags: []}},
		good: {Config: {Image: 'nginx'}, image: {RepoTags: ['docker.io/library/nginx:latest']}},
	},
});
