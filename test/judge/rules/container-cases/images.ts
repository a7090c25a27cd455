import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {type Cases, row} from '../rule-cases.js';

/** The image it was made from. */
export const imageCases: Cases<ContainerExample> = {
	'container-image-drift': [
		row('made from an id', 'not-applicable', {Config: {Image: `sha256:${'1'.repeat(64)}`}}),
		row('pinned by a digest', 'pass', {Config: {Image: `nginx@sha256:${'2'.repeat(64)}`}, image: {RepoTags: []}}),
		row('another tag of the same image', 'fail', {Config: {Image: 'nginx:1.27'}, image: {RepoTags: ['nginx:1.28']}}),
	],
	'container-latest-tag': [
		row('latest', 'fail', {Config: {Image: 'nginx:latest'}}),
		row('a port, no tag', 'fail', {Config: {Image: 'localhost:5000/nginx'}}),
		row('latest with a digest', 'pass', {Config: {Image: `nginx:latest@sha256:${'2'.repeat(64)}`}}),
		row('an id', 'pass', {Config: {Image: '0123456789ab'}}),
	],
	'container-registry': [
		row('no policy', 'not-applicable', {}),
		row('an official image by its short name', 'pass', {Config: {Image: 'nginx'}, settings: {allowedRegistries: ['docker.io']}}),
		row('an id, whose digest names another registry', 'fail', {
			Config: {Image: '0123456789ab'},
			image: {RepoDigests: [`evil.example/x@sha256:${'2'.repeat(64)}`]},
			settings: {allowedRegistries: ['docker.io']},
		}),
		row('an allowed name tagged onto an image of another registry', ['medium', /came from evil\.example/], {
			Config: {Image: 'nginx:1.27'},
			image: {RepoDigests: [`evil.example/x@sha256:${'2'.repeat(64)}`]},
			settings: {allowedRegistries: ['docker.io']},
		}),
		row('an allowed name tagged onto an image that was built here', 'fail', {
			Config: {Image: 'nginx:1.27'},
			image: {RepoDigests: []},
			settings: {allowedRegistries: ['docker.io']},
		}),
		row('an allowed name, on the containerd image store', 'unknown', {
			engineInfo: {DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']]},
			settings: {allowedRegistries: ['docker.io']},
		}),
		row('an id, whose image was built here', ['medium', /built or loaded here/], {
			Config: {Image: '0123456789ab'},
			image: {RepoDigests: []},
			settings: {allowedRegistries: ['docker.io']},
		}),
	],
};
