import {defineRule, fail, fromInspect, pass} from '../rule.js';
import {isFloating} from '../shared/image-name.js';

export default defineRule({
	slug: 'container-latest-tag',
	title: 'Image tag is missing or latest',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'The next pull brings whatever the tag points to by then, and no one can say which version runs.',
	references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],

	check: ({container: {image}}) => (isFloating(image) ? fail : pass)(fromInspect('Config.Image', image)),

	remedy: ({container, image}) => ({
		text: `Pin a version and its digest${image?.digests[0] === undefined ? '' : `: it runs ${image.digests[0]}`}, instead of ${container.image}.`,
	}),

	examples: {
		bad: {Config: {Image: 'registry.example:5000/team/web'}},
		good: {Config: {Image: 'registry.example:5000/team/web:1.4.2'}},
	},
});
