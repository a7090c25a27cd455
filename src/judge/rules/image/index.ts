// Written by `npm run docs:rules` from the files of this folder: do not edit it.
import type {ImageRule} from '../rule.js';
import imageAdd from './image-add.js';
import imageAddsSetuid from './image-adds-setuid.js';
import imageAge from './image-age.js';
import imageEndOfLife from './image-end-of-life.js';
import imageHealthcheck from './image-healthcheck.js';
import imageRegistry from './image-registry.js';
import imageSecrets from './image-secrets.js';
import imageSetuidFiles from './image-setuid-files.js';
import imageSshPort from './image-ssh-port.js';
import imageTools from './image-tools.js';
import imageUnverified from './image-unverified.js';
import imageUnverifiedDownloads from './image-unverified-downloads.js';
import imageUnverifiedPackages from './image-unverified-packages.js';
import imageUpdateAlone from './image-update-alone.js';
import imageVulnerabilities from './image-vulnerabilities.js';

/** Every rule whose target is an image. */
export const imageRules: readonly ImageRule[] = [
	imageAdd,
	imageAddsSetuid,
	imageAge,
	imageEndOfLife,
	imageHealthcheck,
	imageRegistry,
	imageSecrets,
	imageSetuidFiles,
	imageSshPort,
	imageTools,
	imageUnverified,
	imageUnverifiedDownloads,
	imageUnverifiedPackages,
	imageUpdateAlone,
	imageVulnerabilities,
];
