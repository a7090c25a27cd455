import type {Cases} from './case.js';

/** What it was made from. */
export const imageCases: Cases = {
	'container-image-drift': [
		['made from an id', {Config: {Image: `sha256:${'1'.repeat(64)}`}}, 'not-applicable'],
		['pinned by a digest', {Config: {Image: `nginx@sha256:${'2'.repeat(64)}`}, image: {RepoTags: []}}, 'pass'],
		['another tag of the same image', {Config: {Image: 'nginx:1.27'}, image: {RepoTags: ['nginx:1.28']}}, 'fail'],
	],
	'container-latest-tag': [
		['latest', {Config: {Image: 'nginx:latest'}}, 'fail'],
		['a port, no tag', {Config: {Image: 'localhost:5000/nginx'}}, 'fail'],
		['latest with a digest', {Config: {Image: `nginx:latest@sha256:${'2'.repeat(64)}`}}, 'pass'],
		['an id', {Config: {Image: '0123456789ab'}}, 'pass'],
	],
	'container-registry': [
		['no policy', {}, 'not-applicable'],
		['an official image by its short name', {Config: {Image: 'nginx'}, settings: {allowedRegistries: ['docker.io']}}, 'pass'],
		[
			'an id, whose digest names another registry',
			{
				Config: {Image: '0123456789ab'},
				image: {RepoDigests: [`evil.example/x@sha256:${'2'.repeat(64)}`]},
				settings: {allowedRegistries: ['docker.io']},
			},
			'fail',
		],
		[
			'an allowed name that was given to an image of another registry',
			{
				Config: {Image: 'nginx:1.27'},
				image: {RepoDigests: [`evil.example/x@sha256:${'2'.repeat(64)}`]},
				settings: {allowedRegistries: ['docker.io']},
			},
			'fail',
			'medium',
			/came from evil\.example/,
		],
		[
			'an allowed name that was given to an image that was built here',
			{Config: {Image: 'nginx:1.27'}, image: {RepoDigests: []}, settings: {allowedRegistries: ['docker.io']}},
			'fail',
		],
		[
			'an allowed name, on the containerd image store',
			{
				engineInfo: {DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']]},
				settings: {allowedRegistries: ['docker.io']},
			},
			'unknown',
		],
		[
			'an id, whose image was built here',
			{Config: {Image: '0123456789ab'}, image: {RepoDigests: []}, settings: {allowedRegistries: ['docker.io']}},
			'fail',
			'medium',
			/built or loaded here/,
		],
	],
};
