/** The product environment of the demo, which exists in the simulated Cloudinary alone. */
export const ACCOUNT = { cloud_name: 'demo', api_key: '412233445566778', api_secret: 'only-for-the-demo' } as const;
