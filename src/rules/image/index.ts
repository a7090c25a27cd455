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

/** Every rule whose target is an image, by their number in the benchmark, our own ones last. */
export const imageRules: readonly ImageRule[] = [
	imageRegistry,
	imageTools,
	imageVulnerabilities,
	imageUnverified,
	imageHealthcheck,
	imageUpdateAlone,
	imageSetuidFiles,
	imageAdd,
	imageSecrets,
	imageUnverifiedPackages,
	imageUnverifiedDownloads,
	imageAddsSetuid,
	imageAge,
	imageEndOfLife,
	imageSshPort,
];
