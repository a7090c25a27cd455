import {fuzz} from './fuzz.js';
import {packageParsers} from './parsers/packages.js';

fuzz('packages', packageParsers);
