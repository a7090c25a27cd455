import {defineRule, failAs, fromInspect, fromPolicy, notApplicable} from '../rule.js';
import {isImageId, registryOf} from '../shared/image-name.js';
import {judgeOrigin} from '../shared/image-origin.js';
import {imageNotSeen} from '../shared/unseen-image.js';

export default defineRule({
	slug: 'container-registry',
	title: 'Image is from a registry the policy disallows',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'Anyone who controls that registry, or a namespace in it, decides what runs here.',
	references: ['https://docs.docker.com/engine/security/trust/'],

	check: scope => {
		const {container, image, settings} = scope;
		const allowed = settings.allowedRegistries;
		if (allowed === null) return notApplicable('the policy sets no allowed registries');
		const evidence = [fromInspect('Config.Image', container.image), fromPolicy('allowedRegistries', allowed)];
		const registry = registryOf(container.image);
		if (!isImageId(container.image) && !allowed.includes(registry))
			return failAs({detail: `image comes from ${registry}`}, ...evidence);
		// Anyone can tag any image `allowed.example/web`: the name shows nothing.
		return image === null ? imageNotSeen(scope) : judgeOrigin(image, allowed, evidence);
	},

	remedy: ({settings}) => ({
		text: `Push the image to an allowed registry (${settings.allowedRegistries?.join(', ') ?? ''}) after a review, and recreate the container from there.`,
	}),

	examples: {
		bad: {Config: {Image: 'evil.example/web:1'}, settings: {allowedRegistries: ['docker.io']}},
		good: {Config: {Image: 'nginx:1.27'}, settings: {allowedRegistries: ['docker.io']}},
	},
});
