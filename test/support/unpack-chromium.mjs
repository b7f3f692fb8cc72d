/* A program that unpacks Chromium in the folder for temporary files. */
import chromium from '@sparticuz/chromium';

await chromium.executablePath();
