import {cannotTell, defineRule, failAs, notApplicable, pass} from '../rule.js';
import {fromInspect, fromPolicy} from '../shared/evidence.js';
import {isImageId, registryOf} from '../shared/image-name.js';

export default defineRule({
	slug: 'container-registry',
	title: 'Image is from a registry the policy disallows',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'Anyone who controls that registry, or a namespace in it, decides what runs here.',
	references: ['https://docs.docker.com/engine/security/trust/'],

	check: ({container, image, settings}) => {
		if (settings.allowedRegistries === null) return notApplicable('the policy sets no allowed registries');
		const named = fromInspect('Config.Image', container.image);
		const allowed = fromPolicy('allowedRegistries', settings.allowedRegistries);
		// For a container created from an image id, the digests of the image show where it came from.
		const byId = isImageId(container.image);
		if (byId && image === null)
			return cannotTell({
				source: 'engine:/images',
				reason: 'its image, the only record of its origin, could not be inspected',
			});
		const origins = byId ? (image?.digests ?? []) : [container.image];
		if (origins.length === 0)
			return failAs({detail: 'its image was built or loaded here, not pulled from a registry'}, named, allowed);
		const foreign = origins.map(registryOf).filter(registry => !settings.allowedRegistries?.includes(registry));
		if (foreign.length === 0) return pass(named, allowed);
		return failAs({detail: `image comes from ${[...new Set(foreign)].join(', ')}`}, named, allowed);
	},

	remedy: ({settings}) => ({
		text: `Push the image to an allowed registry (${settings.allowedRegistries?.join(', ') ?? ''}) after a review, and recreate the container from there.`,
	}),

	examples: {
		bad: {Config: {Image: 'evil.example/web:1'}, settings: {allowedRegistries: ['docker.io']}},
		good: {Config: {Image: 'nginx:1.27'}, settings: {allowedRegistries: ['docker.io']}},
	},
});
