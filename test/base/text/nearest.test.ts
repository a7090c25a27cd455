import {expect, it} from 'vitest';
import {nearest} from '../../../src/base/text/nearest.js';

const slugs = ['container-privileged', 'container-privileged-port', 'image-age'];

it.each([
	['container-privilegd', 'container-privileged'],
	['CONTAINER-PRIVILEGED', 'container-privileged'],
	['Image-Age', 'image-age'],
	['privileged', 'container-privileged'],
	['image', 'image-age'],
])('suggests for %s %s', (word, candidate) => {
	expect(nearest(word, slugs)).toBe(` (did you mean "${candidate}"?)`);
});

it('suggests the exact one before one that begins so', () => {
	expect(nearest('WEB', ['web-1', 'Web'])).toBe(' (did you mean "Web"?)');
});

it.each(['', 'e', 'age-', 'swarm-secrets', 'rivileged'])('suggests nothing for %j', word => {
	expect(nearest(word, slugs)).toBe('');
});
